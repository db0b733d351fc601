using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Loads text files.</summary>
public static class TextLoaderSaverCatalog
{
    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options? options = null) =>
        new TextLoader(catalog.GetEnvironment(), options, Checked(path)).Load(path);

    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Column[] columns, char separatorChar = '\t', bool hasHeader = false, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
    {
        Checked(path);
        var options = Settings(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);
        options.Columns = columns;
        return new TextLoader(catalog.GetEnvironment(), options, null).Load(path);
    }

    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, char separatorChar = '\t', bool hasHeader = false, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false) =>
        catalog.LoadFromTextFile<TInput>(path, Settings(separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse));

    /// <summary>Columns by the attributes of a class; the file is not looked at before it is read.</summary>
    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        Checked(path);
        options.Columns = Columns<TInput>(catalog.GetEnvironment());
        return new TextLoader(catalog.GetEnvironment(), options, null).Load(path);
    }

    private static TextLoader.Column[] Columns<TInput>(IHostEnvironment env)
    {
        var members = SchemaDefinition.Members(typeof(TInput), SchemaDefinition.Direction.Read).ToArray();
        if (members.Length == 0)
            throw env.ExceptParam(nameof(TInput), $"Should define at least one public, readable field or property in {nameof(TInput)}.");
        return [.. members.Select(member => Column(member, env))];
    }

    private static TextLoader.Column Column(MemberInfo member, IHostEnvironment env)
    {
        string kind = member is FieldInfo ? "Field" : "Property";
        var mapping = member.GetCustomAttribute<LoadColumnAttribute>() ?? throw env.Except($"{kind} '{member.Name}' is missing the {nameof(LoadColumnAttribute)} attribute");
        var type = RowMember.TypeOf(member);
        var item = ColumnTypes.PrimitiveOrNull(type.IsArray ? type.GetElementType()! : type);
        var dataKind = Enum.GetValues<DataKind>().Where(candidate => ColumnTypes.Primitive(candidate) == item).ToArray();
        if (dataKind.Length == 0)
            throw Contracts.Except($"{kind} {member.Name} is of unsupported type.");
        return new TextLoader.Column(member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name, dataKind[0], mapping.Sources, member.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount);
    }

    private static TextLoader.Options Settings(char separator, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse) =>
        new() { Separators = [separator], HasHeader = hasHeader, AllowQuoting = allowQuoting, TrimWhitespace = trimWhitespace, AllowSparse = allowSparse };

    private static string Checked(string path)
    {
        Contracts.CheckNonEmpty(path, nameof(path));
        return File.Exists(path) ? path : throw Contracts.ExceptParam(nameof(path), "File or directory does not exist at path: {0}", path);
    }
}
