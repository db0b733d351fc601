namespace TorchSharp.Utils;

/// <summary>Unsigned numbers in seven-bit groups, the lowest first: the counts of TorchSharp's file format.</summary>
internal static class Leb128
{
    internal static void Encode(this BinaryWriter writer, long value)
    {
        if (value < 0)
            throw new ArgumentOutOfRangeException(nameof(value), value, "Only numbers from 0 up are written in LEB128.");
        writer.Write7BitEncodedInt64(value);
    }

    internal static long Decode(this BinaryReader reader)
    {
        var value = reader.Read7BitEncodedInt64();
        return value >= 0 ? value : throw new InvalidDataException($"Expected a number from 0 up in LEB128, got {value}.");
    }
}
