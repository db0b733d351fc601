using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>Public and protected types and members as sorted lines that read like C#.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly NullabilityInfoContext s_nullability = new();

    /// <summary>A type a paragraph: its head, then its members.</summary>
    internal static string Of(IEnumerable<Type> types) =>
        string.Join('\n', types.OrderBy(type => type.FullName, StringComparer.Ordinal).Select(type => $"{Head(type)}\n{string.Concat(Members(type).Select(line => $"    {line}\n"))}"));

    private static string Head(Type type)
    {
        var kind = type.IsEnum ? "enum" : type.IsValueType ? "struct" : type.IsInterface ? "interface" : "class";
        var modifiers = type switch
        {
            { IsClass: true, IsAbstract: true, IsSealed: true } => "static ",
            { IsClass: true, IsAbstract: true } => "abstract ",
            { IsClass: true, IsSealed: true } => "sealed ",
            _ => "",
        };
        var bases = (type.BaseType is { } parent && parent != typeof(object) && type.IsClass ? [parent] : Type.EmptyTypes)
            .Concat(type.IsEnum ? [] : type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(one => one.Name, StringComparer.Ordinal));
        var flags = type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "";
        return $"{flags}public {modifiers}{kind} {type.Namespace}.{Name(type)}{(bases.Any() ? $" : {string.Join(", ", bases.Select(Name))}" : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        return type.GetMembers(Declared).Where(member => !IsOfTheCompiler(member)).Select(Line).OfType<string>().Order(StringComparer.Ordinal);
    }

    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo field when IsSeen(field) => $"{Static(field.IsStatic && !field.IsLiteral)}{(field.IsLiteral ? "const " : "readonly ")}"
            + $"{Name(s_nullability.Create(field))} {field.Name}{(field.IsLiteral ? $" = {Value(field.GetRawConstantValue(), field.FieldType)}" : "")}",
        ConstructorInfo constructor when IsSeen(constructor) => $"{Name(constructor.DeclaringType!)}({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsSeen(method) => $"{Static(method.IsStatic)}{Name(s_nullability.Create(method.ReturnParameter))} {method.Name}"
            + $"{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "")}({Parameters(method)})",
        MethodInfo { IsSpecialName: true } operation when IsSeen(operation) && operation.Name.StartsWith("op_", StringComparison.Ordinal) =>
            $"static {operation.Name} {Name(s_nullability.Create(operation.ReturnParameter))}({Parameters(operation)})",
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsSeen) =>
            $"{Static(property.GetAccessors(true)[0].IsStatic)}{(property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}{Name(s_nullability.Create(property))} {property.Name} {{ {Accessors(property)}}}",
        _ => null,
    };

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Accessors(PropertyInfo property) =>
        (property.GetMethod is { } get && IsSeen(get) ? "get; " : "")
        + (property.SetMethod is { } set && IsSeen(set) ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; " : "");

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(ExtensionAttribute), false);
        return string.Join(", ", method.GetParameters().Select((one, i) =>
            $"{(isExtension && i == 0 ? "this " : "")}{(one.IsDefined(typeof(ParamArrayAttribute)) || one.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : one.IsOut ? "out " : "")}"
            + $"{Name(s_nullability.Create(one))} {one.Name}{(one.HasDefaultValue ? $" = {Value(one.RawDefaultValue, one.ParameterType)}" : "")}"));
    }

    private static string Value(object? value, Type type) => value switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ when type.IsEnum => $"{type.Name}.{Enum.GetName(type, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    // Records: what the compiler writes says nothing that their being records does not.
    private static bool IsOfTheCompiler(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not PropertyInfo
        || member.Name is "EqualityContract" or "Deconstruct" or "PrintMembers" or "Finalize" || member.Name.StartsWith('<');

    private static string Name(NullabilityInfo info)
    {
        var mark = info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType ? "?" : "";
        if (info.Type.IsArray)
            return $"{Name(info.ElementType!)}[]{mark}";
        return info.GenericTypeArguments.Length == 0 || Nullable.GetUnderlyingType(info.Type) is not null
            ? Name(info.Type) + mark
            : $"{Bare(info.Type)}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>{mark}";
    }

    private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } underlying ? $"{Name(underlying)}?"
        : type.IsByRef ? Name(type.GetElementType()!)
        : type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Keyword(type) ?? (type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name);

    private static string Bare(Type type) => type.Name.Split('`')[0];

    private static string? Keyword(Type type) => type == typeof(object) ? "object" : type == typeof(void) ? "void" : type == typeof(string) ? "string" : type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        _ => null,
    };
}
