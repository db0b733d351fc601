using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Who can reach what.</summary>
internal static class SurfaceAccess
{
    public static string Of(MethodBase method) => Text((method.Attributes & MethodAttributes.MemberAccessMask) switch
    {
        MethodAttributes.Public => 5,
        MethodAttributes.FamORAssem => 4,
        MethodAttributes.Family => 3,
        MethodAttributes.Assembly => 2,
        MethodAttributes.FamANDAssem => 1,
        _ => 0,
    });

    public static string Of(FieldInfo field) => Text((field.Attributes & FieldAttributes.FieldAccessMask) switch
    {
        FieldAttributes.Public => 5,
        FieldAttributes.FamORAssem => 4,
        FieldAttributes.Family => 3,
        FieldAttributes.Assembly => 2,
        FieldAttributes.FamANDAssem => 1,
        _ => 0,
    });

    public static string Of(Type type) => Text((type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.Public or TypeAttributes.NestedPublic => 5,
        TypeAttributes.NestedFamORAssem => 4,
        TypeAttributes.NestedFamily => 3,
        TypeAttributes.NotPublic or TypeAttributes.NestedAssembly => 2,
        TypeAttributes.NestedFamANDAssem => 1,
        _ => 0,
    });

    /// <summary>Whether code of another assembly, derived classes included, can reach something with this access.</summary>
    public static bool IsReachable(string access) => access is "public" or "protected" or "protected internal";

    public static bool IsReachable(Type type)
    {
        for (Type? current = type; current is not null; current = current.DeclaringType)
        {
            if (!IsReachable(Of(current)))
                return false;
        }
        return type.GetGenericArguments().All(argument => argument.IsGenericParameter || IsReachable(argument));
    }

    /// <summary>The wider of two accesses.</summary>
    public static string Wider(string first, string second) => Rank(first) >= Rank(second) ? first : second;

    private static int Rank(string access) => Enumerable.Range(0, 6).First(rank => Text(rank) == access);

    private static string Text(int rank) => rank switch
    {
        5 => "public",
        4 => "protected internal",
        3 => "protected",
        2 => "internal",
        1 => "private protected",
        _ => "private",
    };
}
