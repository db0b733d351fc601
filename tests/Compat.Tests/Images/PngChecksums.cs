using System.Buffers.Binary;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>Makes the checksums of a PNG file fit its chunks.</summary>
internal static class PngChecksums
{
    private const int SignatureLength = 8;

    public static void Mend(Span<byte> file)
    {
        if (file is not [0x89, (byte)'P', ..])
            return;
        for (int at = SignatureLength; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > file.Length - at - 12)
                return;
            int end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(file[end..], Crc32(file[(at + 4)..end]));
            at = end + 4;
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
