using System.Globalization;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

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

    /// <summary>Reads the sizes in the older leaves, which a hypervisor may have left as they are; what is not plausible is <see cref="Default"/>.</summary>
    /// <param name="firstLevel">CPUID leaf 0x80000005, ECX: bits 24 to 31 are KiB (AMD64 Architecture Programmer's Manual, volume 3, appendix E).</param>
    /// <param name="secondLevel">Leaf 0x80000006, ECX: bits 16 to 31 are KiB.</param>
    /// <param name="thirdLevel">Leaf 0x80000006, EDX: bits 18 to 31 are units of 512 KiB, of the whole processor and so of more cores than share it.</param>
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
        bytes % (1 << 20) == 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB") : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KiB");
}
