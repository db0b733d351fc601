using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Weights.Torch;

/// <summary>Damages valid checkpoints: bit by bit, by cutting, doubling and exchanging pieces, and by instructions
/// of pickles in wrong places.</summary>
internal sealed class TorchMutator(RandomStream random, IReadOnlyList<byte[]> valid)
{
    private static readonly string[] s_pieces =
        ["(", ")", "}", "]", "t", "u", "s", "a", "e", "R", "Q", "b", ".", "N", "h\0", "q\0", "\u0085", "\u0086", "\u0087", "\u0093",
         "\u0094", "cos\nsystem\n", "K\u00FF", "J\u00FF\u00FF\u00FF\u007F",
         "J\0\0\0\u0080", "\u008A\b\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u007F", "X\u00FF\u00FF\u00FF\u00FF",
         "\u00FF\u00FF\u00FF\u00FF", "\0\0\0\0"];

    internal byte[] Next()
    {
        List<byte> bytes = [.. valid[random.NextInt32(valid.Count)]];
        for (var times = 1 + random.NextInt32(3); times > 0; times--)
            Damage(bytes, random.NextInt32(bytes.Count));
        return [.. bytes];
    }

    private void Damage(List<byte> bytes, int at)
    {
        var length = Math.Min(random.NextInt32(20), bytes.Count - at);
        switch (random.NextInt32(8))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.NextInt32(8));
                break;
            case 2:
                bytes[at] = (byte)random.NextInt32(256);
                break;
            case 3:
                bytes.RemoveRange(at + 1, bytes.Count - at - 1); // one byte at least stays
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                Put(bytes, at, length, valid[random.NextInt32(valid.Count)]);
                break;
            default:
                var piece = TorchFiles.Latin1(s_pieces[random.NextInt32(s_pieces.Length)]);
                for (var i = 0; i < piece.Length && at + i < bytes.Count; i++) // in place, so that an archive's offsets stay right
                    bytes[at + i] = piece[i];
                break;
        }
    }

    private void Put(List<byte> bytes, int at, int length, byte[] other)
    {
        var start = random.NextInt32(other.Length);
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, other[start..Math.Min(other.Length, start + length + 1)]);
    }
}
