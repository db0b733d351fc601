using Microsoft.ML.Runtime;

namespace Microsoft.ML.SeNet.Common;

/// <summary>Says so, once a process, where libtorch multiplies matrices with the reference BLAS, which Debian installs unless told otherwise.</summary>
internal static class ReferenceBlas
{
    private static readonly string[] s_fast = ["libopenblas", "libmkl", "libblis", "libatlas", "libarmpl"];
    private static int s_told;

    /// <summary>Looks at the libraries of this process, of which libtorch must be one by now.</summary>
    /// <param name="channel">Gets the warning.</param>
    internal static void WarnOnce(IChannel channel)
    {
        if (Interlocked.Exchange(ref s_told, 1) == 0 && Find(MappedFiles.All()) is { } file)
            channel.Warning(MessageSensitivity.None, Warning(file));
    }

    /// <summary>The reference BLAS; null where there is none or a fast one beside it.</summary>
    /// <param name="mapped">Full paths of the files that a process has mapped.</param>
    internal static string? Find(IEnumerable<string> mapped)
    {
        var files = mapped.Distinct().ToArray();
        if (files.Any(file => s_fast.Any(name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal))))
            return null;
        // Debian's other packages have a libblas.so.3 too, each in a folder that is called after the package.
        return files.FirstOrDefault(file => Path.GetFileName(file).StartsWith("libblas.so", StringComparison.Ordinal) && !s_fast.Any(name => file.Contains(name["lib".Length..], StringComparison.Ordinal)));
    }

    internal static string Warning(string file) =>
        $"libtorch computes with the reference BLAS ('{file}'), which needs several times as long as a fast one. Install one, then start again: apt-get install libopenblas0-openmp";
}
