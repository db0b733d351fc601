using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>
/// Has libtorch keep the memory of tensors on the CPU for the next ones. Giving it back, as malloc does with large blocks, costs a training step millions of page
/// faults. When the machine runs out of memory, the next full garbage collection gives back what is kept.
/// </summary>
internal static unsafe partial class KeptMemory
{
    /// <summary>How many mebibytes to keep at most; 0 leaves libtorch to malloc. Half of the machine's memory unless set.</summary>
    internal const string Variable = "SENETML_KEPT_MEMORY";

    private const int Mebi = 1 << 20;

    private static readonly object s_gate = new();
    private static bool s_started;

    /// <summary>What there is now, in bytes; nothing but zeros where no memory is kept.</summary>
    internal static MemoryFacts Facts
    {
        get
        {
            MemoryFacts facts;
            NativeError.Check(shim_memory_facts(&facts));
            return facts;
        }
    }

    /// <summary>Begins, before the first tensor; does nothing where that was done.</summary>
    /// <param name="library">The shim, which is asked for anew for each of its functions.</param>
    internal static void Start(IntPtr library)
    {
        lock (s_gate)
        {
            if (s_started)
                return;
            s_started = true;
            Keep(library);
        }
    }

    private static void Keep(IntPtr library)
    {
        var limit = Limit(Environment.GetEnvironmentVariable(Variable), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (limit == 0)
            return;
        NativeError.Check(((delegate* unmanaged<long, IntPtr>)NativeLibrary.GetExport(library, nameof(shim_keep_memory)))(limit));
        _ = new PressureWatch();
    }

    /// <summary>How many bytes to keep.</summary>
    /// <param name="given">The variable's value.</param>
    /// <param name="machine">Bytes that the process may use.</param>
    internal static long Limit(string? given, long machine)
    {
        if (string.IsNullOrEmpty(given))
            return machine / 2;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var mebibytes)
            ? (long)mebibytes * Mebi
            : throw new InvalidOperationException($"{Variable}: expected a whole number of mebibytes, 0 or more, got '{given}'.");
    }

    /// <summary>Keeps at most so many bytes from now on.</summary>
    internal static void SetLimit(long limit) => NativeError.Check(shim_keep_memory(limit));

    /// <summary>Gives the oldest of what is kept back to the system.</summary>
    /// <param name="keep">How many bytes may stay.</param>
    internal static void Trim(long keep) => NativeError.Check(shim_trim_memory(keep));

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_keep_memory(long limit);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_memory_facts(MemoryFacts* facts);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_trim_memory(long keep);

    /// <summary>Finalized after each full collection, and set up again for the next.</summary>
    private sealed class PressureWatch
    {
        ~PressureWatch()
        {
            if (Environment.HasShutdownStarted)
                return;
            var memory = GC.GetGCMemoryInfo();
            if (memory.MemoryLoadBytes >= memory.HighMemoryLoadThresholdBytes)
                Trim(0);
            GC.ReRegisterForFinalize(this);
        }
    }
}

/// <summary>How much memory tensors have and how much is kept for the next, in bytes; the native struct of the same name.</summary>
/// <param name="Used">What tensors have.</param>
/// <param name="Kept">What is kept for the next.</param>
/// <param name="Limit">The most that is kept.</param>
/// <param name="Misses">How many blocks came from the system.</param>
internal readonly record struct MemoryFacts(long Used, long Kept, long Limit, long Misses);
