using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>Public and protected types and members as sorted lines that read like C#.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>A type a paragraph: its head, then its members.</summary>
    internal static string Of(IEnumerable<Type> types) => string.Join('\n', types
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(type => $"{Head(type)}\n{string.Concat(Members(type).Select(line => $"    {line}\n"))}"));

    private static string Head(Type type)
    {
        var kind = (type.IsEnum, type.IsValueType, IsRecord(type)) switch
        {
            (true, _, _) => "enum",
            (_, true, var isRecord) => isRecord ? "record struct" : "struct",
            (_, _, true) => "record",
            _ => type.IsInterface ? "interface" : "class",
        };
        var modifier = type switch
        {
            { IsClass: true, IsAbstract: true, IsSealed: true } => "static ",
            { IsClass: true, IsAbstract: true } => "abstract ",
            { IsClass: true, IsSealed: true } => "sealed ",
            _ => "",
        };
        var bases = string.Join(", ", Bases(type).Select(CSharpNames.Of));
        var flags = type.IsDefined(typeof(FlagsAttribute)) ? "[Flags] " : "";
        return $"{flags}public {modifier}{kind} {type.Namespace}.{CSharpNames.Of(type)}{(bases == "" ? "" : $" : {bases}")}";
    }

    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.IsEnum)
            return [];
        var parent = type is { IsClass: true, BaseType: { } known } && known != typeof(object) ? known : null;
        var own = type.GetInterfaces().Except(parent?.GetInterfaces() ?? [])
            .Where(one => !IsRecord(type) || one != typeof(IEquatable<>).MakeGenericType(type))
            .OrderBy(one => one.Name, StringComparer.Ordinal);
        return parent is null ? own : own.Prepend(parent);
    }

    private static IEnumerable<string> Members(Type type) => type.IsEnum
        ? Enum.GetNames(type).Select(name => $"{name} = {Enum.Format(type, Enum.Parse(type, name), "d")}")
        : type.GetMembers(Declared).Where(IsWritten)
            .Select(member => (member.Name, Line: Line(member)))
            .Where(member => member.Line is not null)
            .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Line, StringComparer.Ordinal)
            .Select(member => member.Line!);

    /// <summary>A member as a line; null where it is not seen.</summary>
    private static string? Line(MemberInfo member) => member switch
    {
        FieldInfo { IsLiteral: true } field when IsSeen(field) =>
            $"const {CSharpNames.Of(field)} {field.Name} = {CSharpNames.Value(field.GetRawConstantValue(), field.FieldType)}",
        FieldInfo field when IsSeen(field) =>
            $"{Static(field.IsStatic)}{(field.IsInitOnly ? "readonly " : "")}{CSharpNames.Of(field)} {field.Name}",
        ConstructorInfo constructor when IsSeen(constructor) => $"{CSharpNames.Of(constructor.DeclaringType!)}({Parameters(constructor)})",
        MethodInfo method when IsSeen(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) =>
            $"{Static(method.IsStatic)}{(method.GetBaseDefinition() == method ? "" : "override ")}{CSharpNames.Of(method.ReturnParameter)} "
            + $"{method.Name}{CSharpNames.Arguments(method)}({Parameters(method)})",
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsSeen) =>
            $"{Static(property.GetAccessors(nonPublic: true)[0].IsStatic)}"
            + (property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")
            + $"{CSharpNames.Of(property)} {property.Name} {{ {Getter(property)}{Setter(property)}}}",
        _ => null,
    };

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Getter(PropertyInfo property) => property.GetMethod is { } get && IsSeen(get) ? "get; " : "";

    private static string Setter(PropertyInfo property) => property.SetMethod is not { } set || !IsSeen(set) ? ""
        : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; "
        : "set; ";

    private static string Parameters(MethodBase method)
    {
        var extended = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return extended + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo one)
    {
        var isParams = one.IsDefined(typeof(ParamArrayAttribute)) || one.IsDefined(typeof(ParamCollectionAttribute));
        var value = one.HasDefaultValue ? $" = {CSharpNames.Value(one.RawDefaultValue, one.ParameterType)}" : "";
        return $"{(isParams ? "params " : one.IsOut ? "out " : "")}{CSharpNames.Of(one)} {one.Name}{value}";
    }

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsSeen(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    // What the compiler writes for a record says nothing that its being one does not.
    private static bool IsWritten(MemberInfo member) =>
        (member is PropertyInfo || !member.IsDefined(typeof(CompilerGeneratedAttribute))) && member.Name != "EqualityContract";
}
