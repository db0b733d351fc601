namespace SeNetMl.Compat.Tests.Images;

/// <summary>The picture shim, where it was built for this run, and pictures to try it on.</summary>
internal static class PictureStack
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Images", "Golden");

    public static string[] Names { get; } = [.. Directory.GetFiles(s_folder).Select(path => Path.GetFileName(path)!).Where(name => name.EndsWith("png", StringComparison.Ordinal) || name.EndsWith("jpg", StringComparison.Ordinal) || name.EndsWith("bmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>Skips the test on the nuget stack.</summary>
    public static void Require() => Skip.IfNot(
        File.Exists(Path.Combine(AppContext.BaseDirectory, "libsenetml_pictures.so")), "No picture shim beside the tests: this is the nuget stack.");

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(s_folder, name));
}
