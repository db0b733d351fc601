using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// What an AMD processor says of its data caches in CPUID leaf 0x8000001D, as oneDNN 3.7.1 reads it: three levels, each as large as
/// (EBX[22..31] + 1) · (EBX[12..21] + 1) · (EBX[0..11] + 1) · (ECX + 1) bytes. A leaf of zeros makes that 1.
/// Later versions look whether a level is there.
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
    internal static uint SizeOf(uint ebx, uint ecx) =>
        unchecked(((ebx >> 22) + 1) * ((ebx >> 12 & 0x3FF) + 1) * ((ebx & 0xFFF) + 1) * (ecx + 1));

    /// <summary>Asks this processor; null where it is another than AMD's.</summary>
    internal static CacheLeaves? Read() =>
        X86Base.IsSupported && IsAmd(X86Base.CpuId(0, 0))
            ? new CacheLeaves([
                .. s_dataSubLeaves.Select(level => X86Base.CpuId(CacheLeaf, level)).Select(leaf => SizeOf((uint)leaf.Ebx, (uint)leaf.Ecx))])
            : null;

    /// <summary>What the older leaves say.</summary>
    internal static CacheSizes ReadOlder()
    {
        var (first, later) = (X86Base.CpuId(unchecked((int)0x80000005), 0), X86Base.CpuId(unchecked((int)0x80000006), 0));
        return CacheSizes.Of((uint)first.Ecx, (uint)later.Ecx, (uint)later.Edx);
    }

    // "AuthenticAMD", in the order in which CPUID answers.
    private static bool IsAmd((int Eax, int Ebx, int Ecx, int Edx) vendor) =>
        vendor is { Ebx: 0x68747541, Edx: 0x69746E65, Ecx: 0x444D4163 };
}

/// <summary>The data caches of a processor, in bytes.</summary>
/// <param name="First">Level 1, of one core.</param>
/// <param name="Second">Level 2, of one core.</param>
/// <param name="Third">Level 3, of <see cref="CoresOfThird"/> cores.</param>
internal sealed record CacheSizes(uint First, uint Second, uint Third)
{
    /// <summary>How many cores share level 3 (Zen 3 to 5).</summary>
    internal const uint CoresOfThird = 8;

    /// <summary>Those of Zen 5, where nothing tells: with them oneDNN 3.7.1 was right in all of 5,769 shapes.</summary>
    internal static readonly CacheSizes Default = new(48 << 10, 1 << 20, 32 << 20);

    internal IReadOnlyList<uint> Levels => [First, Second, Third];

    /// <summary>Reads the sizes in the older leaves, which a hypervisor may have left as they are;
    /// what is not plausible is <see cref="Default"/>.</summary>
    /// <param name="firstLevel">CPUID leaf 0x80000005, ECX: bits 24 to 31 are KiB (AMD64 Architecture Programmer's Manual,
    /// volume 3, appendix E).</param>
    /// <param name="secondLevel">Leaf 0x80000006, ECX: bits 16 to 31 are KiB.</param>
    /// <param name="thirdLevel">Leaf 0x80000006, EDX: bits 18 to 31 are units of 512 KiB, of the whole processor
    /// and so of more cores than share it.</param>
    internal static CacheSizes Of(uint firstLevel, uint secondLevel, uint thirdLevel)
    {
        var third = (ulong)(thirdLevel >> 18) << 19;
        return new CacheSizes(
            firstLevel >> 24 is >= 16 and <= 128 and var first ? first << 10 : Default.First,
            secondLevel >> 16 is >= 128 and <= 16384 and var second ? second << 10 : Default.Second,
            third >= 4 << 20 ? (uint)Math.Min(third, Default.Third) : Default.Third);
    }

    /// <summary>"48 KiB, 1 MiB, 32 MiB".</summary>
    public override string ToString() => string.Join(", ", Levels.Select(Text));

    private static string Text(uint bytes) =>
        bytes % (1 << 20) == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KiB");
}
