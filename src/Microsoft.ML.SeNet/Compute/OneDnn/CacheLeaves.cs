using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// What an AMD processor says of its data caches in CPUID leaf 0x8000001D, as oneDNN 3.7.1 reads it: three levels, each as large as
/// (EBX[22..31] + 1) · (EBX[12..21] + 1) · (EBX[0..11] + 1) · (ECX + 1) bytes. A leaf of zeros makes that 1. Later versions look whether a level is there.
/// </summary>
/// <remarks>Intel's leaf 4 has always been asked whether a level is there; where none is, oneDNN guesses the sizes and is right.</remarks>
/// <param name="Sizes">Bytes of the three levels.</param>
internal sealed record CacheLeaves(IReadOnlyList<uint> Sizes)
{
    private const int CacheLeaf = unchecked((int)0x8000001D);

    // Sub-leaf 1 is the cache of instructions.
    private static readonly int[] s_dataSubLeaves = [0, 2, 3];

    /// <summary>Whether a level is hidden.</summary>
    internal bool AnyHidden => Sizes.Any(IsHidden);

    /// <summary>Whether a size is what zeros give.</summary>
    internal static bool IsHidden(uint size) => size == 1;

    /// <summary>The size of a level as oneDNN 3.7.1 reckons it.</summary>
    internal static uint SizeOf(uint ebx, uint ecx) => unchecked(((ebx >> 22) + 1) * ((ebx >> 12 & 0x3FF) + 1) * ((ebx & 0xFFF) + 1) * (ecx + 1));

    /// <summary>Asks this processor; null where it is another than AMD's.</summary>
    internal static CacheLeaves? Read() =>
        X86Base.IsSupported && IsAmd(X86Base.CpuId(0, 0))
            ? new CacheLeaves([.. s_dataSubLeaves.Select(level => X86Base.CpuId(CacheLeaf, level)).Select(leaf => SizeOf((uint)leaf.Ebx, (uint)leaf.Ecx))])
            : null;

    /// <summary>What the older leaves say.</summary>
    internal static CacheSizes ReadOlder()
    {
        var (first, later) = (X86Base.CpuId(unchecked((int)0x80000005), 0), X86Base.CpuId(unchecked((int)0x80000006), 0));
        return CacheSizes.Of((uint)first.Ecx, (uint)later.Ecx, (uint)later.Edx);
    }

    // "AuthenticAMD", in the order in which CPUID answers.
    private static bool IsAmd((int Eax, int Ebx, int Ecx, int Edx) vendor) => vendor is { Ebx: 0x68747541, Edx: 0x69746E65, Ecx: 0x444D4163 };
}
