namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>Made-up sources, with nothing but the runtime.</summary>
internal static class SmallHouse
{
    private static readonly string[] Runtime = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    internal static IReadOnlyList<Arrow> Between(params (string Path, string Text)[] files) =>
        Arrow.Between(Sources.Compile(files, Runtime));
}
