using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>Types and values as C# writes them.</summary>
internal static class CSharpNames
{
    private static readonly NullabilityInfoContext s_nullability = new();

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    internal static string Of(FieldInfo field) => Of(s_nullability.Create(field));

    internal static string Of(PropertyInfo property) => Of(s_nullability.Create(property));

    internal static string Of(ParameterInfo parameter) => Of(s_nullability.Create(parameter));

    internal static string Of(Type type) => Nullable.GetUnderlyingType(type) is { } underlying ? $"{Of(underlying)}?"
        : type.HasElementType ? Of(type.GetElementType()!) + (type.IsArray ? "[]" : "")
        : type.IsGenericType ? Generic(type, type.GetGenericArguments().Select(Of))
        : s_keywords.TryGetValue(type, out var keyword) ? keyword
        : type is { IsNested: true, IsGenericParameter: false } ? $"{Of(type.DeclaringType!)}.{type.Name}"
        : type.Name;

    /// <summary>A method's type parameters, such as "&lt;T&gt;"; nothing where it has none.</summary>
    internal static string Arguments(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Of))}>" : "";

    /// <summary>A constant.</summary>
    internal static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ when type.IsEnum => $"{type.Name}.{Enum.GetName(type, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Of(NullabilityInfo info)
    {
        // Where nothing is asked of a type parameter, null is possible and says nothing.
        var mark = info.ReadState == NullabilityState.Nullable && info.Type is { IsValueType: false, IsGenericParameter: false } ? "?" : "";
        return info switch
        {
            { ElementType: { } element } => $"{Of(element)}[]{mark}",
            { GenericTypeArguments: { Length: > 0 } arguments, Type: var type } when Nullable.GetUnderlyingType(type) is null =>
                Generic(type, arguments.Select(Of)) + mark,
            _ => Of(info.Type) + mark,
        };
    }

    private static string Generic(Type type, IEnumerable<string> arguments)
    {
        var name = type.Name.Split('`')[0];
        return name == nameof(ValueTuple) ? $"({string.Join(", ", arguments)})" : $"{name}<{string.Join(", ", arguments)}>";
    }
}
