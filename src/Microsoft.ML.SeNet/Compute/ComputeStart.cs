using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>What every computation begins with, so that libtorch is right and fast without the user's doing.
/// The user's own settings win.</summary>
internal static class ComputeStart
{
    /// <summary>Sets memory and oneDNN, once a process.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    /// <exception cref="InvalidOperationException">oneDNN is wrong on this machine and cannot be switched off, or the environment variable
    /// about it has no meaning.</exception>
    internal static void Ensure()
    {
        MallocSettings.Ensure();
        NativeLibraries.Ensure();
        OneDnnLibrary.Ensure();
    }
}

/// <summary>
/// Has glibc's malloc keep large blocks. By default it maps each anew and gives it back, so that the kernel fills in millions of pages a
/// training step. Concerns the native memory of the whole process; managed memory comes from elsewhere.
/// </summary>
internal static unsafe class MallocSettings
{
    private static readonly Lazy<bool> s_ensured = new(() => !IsChosen(Environment.GetEnvironmentVariables().Keys.Cast<string>()) && Set());

    // malloc.h's numbers, and values as glibc's manual explains them.
    private static readonly (int Parameter, int Value)[] s_settings =
    [
        (-1, -1), // M_TRIM_THRESHOLD: the heap's end is never given back
        (-2, 64 << 20), // M_TOP_PAD: the heap grows by as much more
        (-4, 0), // M_MMAP_MAX: no block is mapped by itself
    ];

    /// <summary>Sets malloc, once a process, unless the user has chosen something.</summary>
    /// <returns>Whether it is set now.</returns>
    internal static bool Ensure() => s_ensured.Value;

    /// <summary>Whether the user has an opinion on malloc.</summary>
    /// <param name="variables">The names of the environment's variables.</param>
    internal static bool IsChosen(IEnumerable<string> variables) =>
        variables.Any(name => name == "GLIBC_TUNABLES" || name.StartsWith("MALLOC_", StringComparison.Ordinal));

    private static bool Set()
    {
        // Other C libraries have no such function or other numbers.
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library)
            || !NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _)
            || !NativeLibrary.TryGetExport(library, "mallopt", out var function))
            return false;
        var set = true;
        foreach (var (parameter, value) in s_settings)
            set &= ((delegate* unmanaged[Cdecl]<int, int, int>)function)(parameter, value) == 1;
        return set;
    }
}
