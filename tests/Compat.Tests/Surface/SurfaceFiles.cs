namespace SeNetMl.Compat.Tests.Surface;

/// <summary>The lists of genuine members, copied beside the tests from <c>compat/surface</c>.</summary>
internal static class SurfaceFiles
{
    public static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "surface", file)).Where(line => !line.StartsWith('#'));

    public static SurfaceList TorchSharp() => new(Lines("torchsharp.txt"), new TorchSharpDialect());

    public static SurfaceList MlNet() => new(Lines("mlnet.txt").Concat(Lines("mlnet-extra.txt")), new MlNetDialect());
}
