using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Fills objects from the columns of rows.</summary>
internal sealed class TypedReader<TRow>
    where TRow : class
{
    private readonly (RowMember Member, DataViewSchema.Column Column)[] _bound;

    public TypedReader(IHostEnvironment env, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition)
    {
        if (definition is null)
            CheckMembers(schema);
        var host = env.Register("TypedCursorable");
        var bound = new List<(RowMember, DataViewSchema.Column)>();
        foreach (var member in RowMember.Of(typeof(TRow), definition, SchemaDefinition.Direction.Write))
        {
            if (schema.GetColumnOrNull(member.ColumnName) is { } column)
            {
                Check(host, column, member);
                bound.Add((member, column));
            }
            else if (!ignoreMissingColumns)
            {
                throw host.ExceptSchemaMismatch("Schema", "", member.ColumnName);
            }
        }
        _bound = [.. bound];
    }

    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(pair => pair.Column);

    /// <summary>What fills an object from the current values of a row.</summary>
    public Action<TRow>[] Setters(DataViewRow row) => [.. _bound.Select(pair => Setter(row, pair.Member, row.Schema[pair.Column.Index]))];

    /// <summary>The genuine one names the type to use where a member's own type is none of a column.</summary>
    private static void CheckMembers(DataViewSchema schema)
    {
        foreach (var member in SchemaDefinition.Members(typeof(TRow), SchemaDefinition.Direction.Write).Where(SchemaDefinition.HoldsColumn))
        {
            var (actual, _) = RowMember.ItemOf(RowMember.TypeOf(member));
            if (ColumnTypes.PrimitiveOrNull(actual) is not null || DataViewTypeManager.Find(actual, member.GetCustomAttributes()) is not null)
                continue;
            string name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name;
            var expected = schema[schema.GetColumnOrNull(name)?.Index ?? 0].Type.RawType;
            if (actual != expected)
                throw Contracts.ExceptParam("actualType", $"The expected type '{expected}' does not match the type of the '{name}' member: '{actual}'. Please change the {name} member to '{expected}'");
        }
    }

    private static void Check(IExceptionContext context, DataViewSchema.Column column, RowMember member)
    {
        var (item, isVector) = RowMember.ItemOf(member.Member);
        if (isVector != column.Type is VectorDataViewType || column.Type.GetItemType().RawType != item)
            throw context.Except("Can't bind the IDataView column '{0}' of type '{1}' to field or property '{2}' of type '{3}'.", member.ColumnName, column.Type, member.Member.Name, member.Type.FullName!);
    }

    private static Action<TRow> Setter(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        Delegate maker = column.Type switch
        {
            VectorDataViewType when member.Type == typeof(string[]) => Texts,
            VectorDataViewType when member.Type.IsArray => Array<int>,
            VectorDataViewType => Vector<int>,
            _ when member.Type == typeof(string) => Text,
            _ => Value<int>,
        };
        return maker.Method.IsGenericMethod
            ? Generic.Call<Action<TRow>>(maker, column.Type.GetItemType().RawType, row, member, column)
            : ((Func<DataViewRow, RowMember, DataViewSchema.Column, Action<TRow>>)maker)(row, member, column);
    }

    private static Action<TRow> Value<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var (get, write) = (row.GetGetter<T>(column), member.Writer<TRow, T>());
        T value = default!;
        return target =>
        {
            get(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> Text(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var (get, write) = (row.GetGetter<ReadOnlyMemory<char>>(column), member.Writer<TRow, string>());
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            get(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> Texts(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var (read, write) = (member.Reader<TRow, string[]?>(), member.Writer<TRow, string[]>());
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            get(ref value);
            var texts = Sized(read(target), value.Length);
            foreach (var (index, text) in value.Items(all: true))
                texts[index] = text.ToString();
            write(target, texts);
        };
    }

    /// <summary>An array of the right length is written into, else there is a new one.</summary>
    private static Action<TRow> Array<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var (read, write) = (member.Reader<TRow, T[]?>(), member.Writer<TRow, T[]>());
        VBuffer<T> value = default;
        return target =>
        {
            get(ref value);
            var array = value.IsDense ? Sized(read(target), value.Length) : new T[value.Length];
            value.CopyTo(array);
            write(target, array);
        };
    }

    private static Action<TRow> Vector<T>(DataViewRow row, RowMember member, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var (read, write) = (member.Reader<TRow, VBuffer<T>>(), member.Writer<TRow, VBuffer<T>>());
        return target =>
        {
            var value = read(target);
            get(ref value);
            write(target, value);
        };
    }

    // Nothing to write leaves no array where there was none.
    private static T[] Sized<T>(T[]? array, int length) => (array?.Length ?? 0) == length ? array! : new T[length];
}
