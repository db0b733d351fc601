namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>The checksum of zip archives (PKWARE APPNOTE, section 4.4.7): CRC-32 with the reversed polynomial 0xEDB88320.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(value => OfByte((uint)value))];

    /// <summary>The checksum of all bytes so far, of which <paramref name="before"/> is that of those before these.</summary>
    internal static uint Append(uint before, ReadOnlySpan<byte> bytes)
    {
        var table = s_table;
        var crc = ~before;
        foreach (var value in bytes)
            crc = table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint OfByte(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
        return value;
    }
}
