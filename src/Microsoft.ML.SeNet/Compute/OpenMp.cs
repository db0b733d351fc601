using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>The OpenMP runtime that libtorch computes with, as its compiler calls it; both GCC's and LLVM's have these functions.</summary>
internal static unsafe class OpenMp
{
    private static readonly string[] s_names = ["libgomp", "libiomp5", "libomp"];
    private static readonly Lazy<Exports?> s_exports = new(Find);

    /// <summary>The functions; null where the process has no such runtime, or nobody knows where to look.</summary>
    internal static Exports? Functions => s_exports.Value;

    /// <summary>The runtime's file among the files that a process has mapped: one beside libtorch's before any other.</summary>
    /// <param name="mapped">Full paths, in any order; they may repeat.</param>
    internal static string? Choose(IEnumerable<string> mapped)
    {
        var files = mapped.Distinct().ToArray();
        var torch = files.FirstOrDefault(file => Path.GetFileName(file).StartsWith("libtorch_cpu.", StringComparison.Ordinal));
        return files.Where(file => s_names.Any(name => IsLibrary(Path.GetFileName(file), name)))
            .OrderBy(file => Path.GetDirectoryName(file) == Path.GetDirectoryName(torch) ? 0 : 1)
            .FirstOrDefault();
    }

    /// <summary>libgomp.so.1 as well as libgomp-52f2fd74.so.1, as libtorch's own packages call it.</summary>
    private static bool IsLibrary(string file, string name) =>
        file.StartsWith(name, StringComparison.Ordinal) && file.Contains(".so", StringComparison.Ordinal)
        && file[name.Length] is '.' or '-';

    private static Exports? Find()
    {
        var path = Choose(MappedFiles.All());
        if (path is null || !NativeLibrary.TryLoad(path, out var library))
            return null;
        return NativeLibrary.TryGetExport(library, "GOMP_parallel", out var parallel)
            && NativeLibrary.TryGetExport(library, "omp_get_thread_num", out var number)
            && NativeLibrary.TryGetExport(library, "omp_get_num_threads", out var count)
            ? new Exports(
                (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void>)parallel,
                (delegate* unmanaged[Cdecl]<int>)number,
                (delegate* unmanaged[Cdecl]<int>)count)
            : null;
    }

    /// <summary>The three functions.</summary>
    internal sealed class Exports(
        delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<nint, void>, nint, uint, uint, void> parallel,
        delegate* unmanaged[Cdecl]<int> number,
        delegate* unmanaged[Cdecl]<int> count)
    {
        /// <summary>Calls <paramref name="member"/> with <paramref name="data"/> on each of so many threads, of which the calling
        /// one is the first, and waits.</summary>
        internal void Parallel(delegate* unmanaged[Cdecl]<nint, void> member, nint data, int threads) =>
            parallel(member, data, (uint)threads, 0);

        /// <summary>Which of the threads of the present parallel region this is, from 0.</summary>
        internal int ThreadNumber => number();

        /// <summary>How many threads the present parallel region has.</summary>
        internal int ThreadCount => count();
    }
}
