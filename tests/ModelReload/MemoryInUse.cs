using System.Runtime.InteropServices;

namespace SeNetMl.ModelReload;

/// <summary>
/// The memory of this process that somebody holds, native and managed. Not what the system has given to it: malloc keeps freed pages, and
/// how many of them moves by half a model from one run to the next.
/// </summary>
internal static class MemoryInUse
{
    internal static long Now()
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true);
        var native = Information();
        return managed + (long)(native.InBlocks + native.InMappedBlocks);
    }

    [DllImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static extern MallocInformation Information();

    /// <summary>glibc's struct mallinfo2.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 10 * 8)]
    private readonly struct MallocInformation
    {
        [FieldOffset(4 * 8)] // hblkhd
        internal readonly nuint InMappedBlocks;

        [FieldOffset(7 * 8)] // uordblks
        internal readonly nuint InBlocks;
    }
}
