using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>
/// The bytes of one pickle or several in a row. Every length is compared with the bytes that are there before anything is allocated.
/// </summary>
/// <param name="file">The file's name, for messages.</param>
/// <param name="bytes">All that may be read.</param>
internal sealed class PickleInput(string file, byte[] bytes)
{
    private const int LongestLine = 1000;

    /// <summary>The next byte's place.</summary>
    internal int Position { get; private set; }

    internal byte Byte() => Take(1)[0];

    internal ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    internal ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    internal double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(sizeof(double)));

    /// <summary>A whole number in two's complement: a <see cref="long"/>, or a <see cref="BigInteger"/> where it is longer.</summary>
    internal object Integer(int length)
    {
        var number = new BigInteger(Take((ulong)length));
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number; // else both would become a BigInteger
    }

    internal string Text(ulong length)
    {
        var taken = Take(length);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(taken);
        }
        catch (DecoderFallbackException e)
        {
            throw Error("UTF-8", "invalid bytes", e);
        }
    }

    /// <summary>Text up to the next line feed, which is consumed.</summary>
    internal string Line()
    {
        var length = bytes.AsSpan(Position, Math.Min(LongestLine, bytes.Length - Position)).IndexOf((byte)'\n');
        if (length < 0)
            throw Error($"a line of at most {LongestLine} bytes", "none");
        var line = Text((ulong)length);
        Position++;
        return line;
    }

    internal ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(bytes.Length - Position))
            throw Error($"{length} more bytes", $"{bytes.Length - Position}");
        var taken = bytes.AsSpan(Position, (int)length);
        Position += (int)length;
        return taken;
    }

    internal InvalidDataException Error(string expected, string got, Exception? inner = null) =>
        TorchFormat.Error(file, $"pickle, byte {Position}", expected, got, inner);
}
