using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A member of a row class and the column that it holds.</summary>
internal sealed record RowMember(string ColumnName, DataViewType ColumnType, MemberInfo Member, DataViewSchema.Annotations Annotations)
{
    public Type Type => TypeOf(Member);

    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    /// <summary>What a .NET type holds: one item or many. A string is text.</summary>
    public static (Type Item, bool IsVector) ItemOf(Type type)
    {
        var item = type.IsArray ? type.GetElementType()! : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GetGenericArguments()[0] : type;
        return (item == typeof(string) ? typeof(ReadOnlyMemory<char>) : item, item != type);
    }

    public static (Type Item, bool IsVector) ItemOf(MemberInfo member)
    {
        var (item, isVector) = ItemOf(TypeOf(member));
        if (ColumnTypes.PrimitiveOrNull(item) is null && DataViewTypeManager.Find(item, member.GetCustomAttributes()) is null)
            throw Contracts.ExceptParam("rawType", "Could not determine an IDataView type and registered custom types for member {0}", member.Name);
        return (item, isVector);
    }

    /// <summary>The members of a class, as the definition says, else as their attributes do.</summary>
    public static RowMember[] Of(Type userType, SchemaDefinition? definition, SchemaDefinition.Direction direction) =>
        [.. (definition ?? SchemaDefinition.Create(userType, direction)).Select(column => Of(userType, column)).OfType<RowMember>()];

    public static DataViewSchema Schema(IEnumerable<RowMember> members) =>
        members.Select(member => new DataViewSchema.DetachedColumn(member.ColumnName, member.ColumnType, member.Annotations)).ToSchema();

    public Func<TRow, T> Reader<TRow, T>()
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, T>>(Expression.MakeMemberAccess(row, Member), row).Compile();
    }

    public Action<TRow, T> Writer<TRow, T>()
    {
        var (row, value) = (Expression.Parameter(typeof(TRow)), Expression.Parameter(typeof(T)));
        return Expression.Lambda<Action<TRow, T>>(Expression.Assign(Expression.MakeMemberAccess(row, Member), value), row, value).Compile();
    }

    private static RowMember? Of(Type userType, SchemaDefinition.Column column)
    {
        MemberInfo member = userType.GetField(column.MemberName) ?? (MemberInfo?)userType.GetProperty(column.MemberName)
            ?? throw Contracts.ExceptParam("userSchemaDefinition", "No field or property with name '{0}' found in type '{1}'", column.MemberName, userType.FullName!);
        if (TypeOf(member) == typeof(IChannel))
            return null;
        var (item, isVector) = ItemOf(member);
        string name = string.IsNullOrEmpty(column.ColumnName) ? column.MemberName : column.ColumnName;
        var type = column.ColumnType;
        if (type is null)
        {
            var itemType = ColumnTypes.Primitive(item);
            type = isVector ? new VectorDataViewType(itemType) : itemType;
        }
        if (isVector != type is VectorDataViewType)
            throw Contracts.ExceptParam("userSchemaDefinition", "Column '{0}' is supposed to be {1}, but type of associated field '{2}' is {3}", name, isVector ? "scalar" : "vector", column.MemberName, isVector ? "vector" : "scalar");
        if (type.GetItemType().RawType != item)
            throw Contracts.ExceptParam("userSchemaDefinition", "Column '{0}' is supposed to have item type {1}, but associated field has type {2}", name, type.GetItemType().RawType, item);
        return new RowMember(name, type, member, column.Annotations);
    }
}
