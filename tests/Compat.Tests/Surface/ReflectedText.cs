using System.Globalization;
using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>The text of what reflection gives for parameters, constants, constraints and attributes.</summary>
internal static class ReflectedText
{
    private const string Compiler = "System.Runtime.CompilerServices.";

    public static SurfaceParameter Parameter(ParameterInfo parameter, bool extended, bool nullability) => new(
        Modifier(parameter, extended),
        Annotated(parameter.ParameterType, parameter.GetCustomAttributesData(), parameter.Member, nullability),
        parameter.Name ?? "",
        parameter.HasDefaultValue ? Default(parameter) : null);

    /// <summary>A type, with <c>?</c> where it is a nullable reference and the format prints that.</summary>
    public static string Annotated(Type type, IList<CustomAttributeData> attributes, MemberInfo member, bool nullability)
    {
        string text = TypeText.Of(type, attributes);
        var inner = type.IsByRef ? type.GetElementType()! : type;
        return nullability && !inner.IsValueType && IsNullable(inner, attributes, member) ? text + "?" : text;
    }

    public static IReadOnlyList<string> Constraints(IEnumerable<Type> typeParameters) =>
        [.. typeParameters.Select(Constraint).Where(text => text.Length > 0)];

    public static IReadOnlyList<string> Markers(MemberInfo member)
    {
        var attributes = member.GetCustomAttributesData();
        var markers = new List<string>();
        if (attributes.Any(attribute => attribute.AttributeType == typeof(ObsoleteAttribute) && !IsCompilersOwn(attribute)))
            markers.Add("[Obsolete]");
        if (Find(attributes, Compiler + "OverloadResolutionPriorityAttribute") is { } priority)
            markers.Add($"[OverloadResolutionPriority({priority.ConstructorArguments[0].Value})]");
        return markers;
    }

    public static string Constant(Type type, object? value)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null)
            return type.IsValueType && plain == type ? "default" : "null";
        return plain.IsEnum ? EnumConstant(plain, value) : value switch
        {
            bool flag => flag ? "true" : "false",
            string text => $"\"{string.Concat(text.Select(Escaped))}\"",
            char symbol => $"'{Escaped(symbol)}'",
            float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }

    public static bool Has(IEnumerable<CustomAttributeData> attributes, string fullName) => Find(attributes, fullName) is not null;

    private static string Modifier(ParameterInfo parameter, bool extended)
    {
        var attributes = parameter.GetCustomAttributesData();
        if (extended && parameter.Position == 0)
            return "this";
        if (Has(attributes, typeof(ParamArrayAttribute).FullName!) || Has(attributes, Compiler + "ParamCollectionAttribute"))
            return "params";
        return !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out" : parameter.IsIn ? "in" : "ref";
    }

    private static string Default(ParameterInfo parameter)
    {
        object? value = parameter.RawDefaultValue;
        return Constant(parameter.ParameterType, value is DBNull or Missing ? null : value);
    }

    private static string EnumConstant(Type type, object value)
    {
        string? name = Enum.GetName(type, Enum.ToObject(type, value));
        return name is null ? Convert.ToString(value, CultureInfo.InvariantCulture)! : $"{TypeText.Of(type)}.{name}";
    }

    private static string Escaped(char symbol) => char.IsControl(symbol) || symbol is '"' or '\'' or '\\' ? $"\\u{(int)symbol:X4}" : symbol.ToString();

    private static string Constraint(Type parameter)
    {
        var flags = parameter.GenericParameterAttributes;
        bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var parts = new List<string>();
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            parts.Add("class");
        if (isStruct)
            parts.Add("struct");
        parts.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(TypeText.Of));
        if (!isStruct && flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            parts.Add("new()");
        return parts.Count == 0 ? "" : $"{parameter.Name} : {string.Join(", ", parts)}";
    }

    /// <summary>A type parameter may be null where it is marked so itself, and where nothing forbids a nullable argument for it.</summary>
    private static bool IsNullable(Type type, IList<CustomAttributeData> attributes, MemberInfo member) => NullableFlag(attributes, member) switch
    {
        2 => true,
        1 when type.IsGenericParameter => NullableFlag(type.GetCustomAttributesData(), type.DeclaringMethod ?? (MemberInfo)type.DeclaringType!) == 2,
        _ => false,
    };

    /// <summary>The outermost nullability flag: on the type itself, else the context of the member, else of the types around it.</summary>
    private static byte NullableFlag(IList<CustomAttributeData> attributes, MemberInfo member)
    {
        var found = Find(attributes, Compiler + "NullableAttribute");
        for (MemberInfo? around = member; found is null && around is not null; around = around.DeclaringType)
            found = Find(around.GetCustomAttributesData(), Compiler + "NullableContextAttribute");
        return found?.ConstructorArguments[0].Value switch
        {
            byte flag => flag,
            IReadOnlyList<CustomAttributeTypedArgument> flags => (byte)flags[0].Value!,
            _ => 0,
        };
    }

    /// <summary>Compilers mark ref structs and required members obsolete, for older compilers only.</summary>
    private static bool IsCompilersOwn(CustomAttributeData obsolete) =>
        obsolete.ConstructorArguments is [{ Value: string text }, ..] &&
        (text.StartsWith("Types with embedded references", StringComparison.Ordinal) || text.StartsWith("Constructors of types with required", StringComparison.Ordinal));

    private static CustomAttributeData? Find(IEnumerable<CustomAttributeData> attributes, string fullName) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == fullName);
}
