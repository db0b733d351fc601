using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Prints the surface of an assembly in the format of a list of genuine members.</summary>
internal static class SurfaceDump
{
    public static IReadOnlyList<string> Lines(Assembly assembly, ISurfaceDialect dialect, bool internals = false) =>
        Lines(new SurfaceReader(dialect.PrintsNullability, internals).Read(assembly), dialect);

    public static IReadOnlyList<string> Lines(Type type, ISurfaceDialect dialect, bool internals = false) =>
        Lines(new SurfaceReader(dialect.PrintsNullability, internals).Read(type), dialect);

    private static IReadOnlyList<string> Lines(IEnumerable<SurfaceEntry> entries, ISurfaceDialect dialect) =>
        [.. entries.Select(dialect.Render).OfType<string>().Order(StringComparer.Ordinal)];
}
