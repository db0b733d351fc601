namespace Microsoft.ML.SeNet.Common;

/// <summary>The files that this process has mapped, its libraries among them: how one finds out which of several
/// libraries the loader took.</summary>
internal static class MappedFiles
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Full paths, links resolved, in any order; they may repeat. None on systems that do not tell.</summary>
    internal static IEnumerable<string> All() =>
        OperatingSystem.IsLinux() && File.Exists(Maps)
            ? File.ReadLines(Maps)
                .Select(line => line.IndexOf('/') is >= 0 and var start ? line[start..] : "").Where(file => file.Length > 0)
            : [];
}
