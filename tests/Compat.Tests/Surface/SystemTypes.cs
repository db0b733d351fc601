using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Types of the runtime, by the names that the lists give them (<c>System.Collections.Generic.List`1</c>).</summary>
internal static class SystemTypes
{
    private static readonly Assembly[] s_assemblies =
    [
        typeof(object).Assembly, typeof(System.Numerics.Complex).Assembly, typeof(Enumerable).Assembly, typeof(HashSet<>).Assembly,
        typeof(System.Collections.Immutable.ImmutableArray).Assembly, typeof(System.Collections.Concurrent.BlockingCollection<>).Assembly,
        typeof(System.Data.DbType).Assembly, typeof(Uri).Assembly,
    ];

    public static Type? Find(string name) => s_assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);

    public static IEnumerable<string> Bases(string name, IReadOnlyList<string> arguments)
    {
        if (Find(name) is not { } type)
            return [];
        var map = type.GetGenericArguments().Select(argument => argument.Name).Zip(arguments).ToDictionary(pair => pair.First, pair => pair.Second);
        var bases = type.GetInterfaces().Concat(type.BaseType is { } parent ? [parent] : []);
        return bases.Select(found => SurfaceText.Substitute(TypeText.Of(found), map));
    }
}
