using System.Text;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

/// <summary>Damages valid files: blindly, byte by byte, and knowingly, number by number and key by key.</summary>
internal sealed class SafetensorsMutator(RandomStream random, IReadOnlyList<byte[]> valid)
{
    private static readonly string[] s_numbers =
        ["0", "1", "2", "3", "4", "5", "8", "12", "-1", "2147483648", "4294967296", "4611686018427387904", "9223372036854775807",
            "9223372036854775808", "18446744073709551616", "1e3", "1.5", "null"];

    private static readonly string[] s_pieces = ["\"a\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"F32\"",
        "\"BOOL\"", "{}", "[[", "{", "}", "]", ",", ":", "\\ud800", "\"", " "];

    internal byte[] Next()
    {
        List<byte> bytes = [.. valid[random.NextInt32(valid.Count)]];
        for (var times = 1 + random.NextInt32(3); times > 0; times--)
            DamageOnce(bytes);
        return [.. bytes];
    }

    /// <summary>Every other time the length field follows the damage, so that it reaches the parser behind the field.</summary>
    private void DamageOnce(List<byte> bytes)
    {
        var before = bytes.Count;
        var at = random.NextInt32(bytes.Count + 1);
        Damage(bytes, at);
        if (at < 8 || bytes.Count < 8 || random.NextInt32(2) == 0)
            return;
        var length = (bytes[0] | (bytes[1] << 8)) + bytes.Count - before;
        (bytes[0], bytes[1]) = ((byte)length, (byte)(length >> 8));
    }

    private void Damage(List<byte> bytes, int at)
    {
        var length = Math.Min(random.NextInt32(12), bytes.Count - at);
        switch (random.NextInt32(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.NextInt32(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.NextInt32(256);
                break;
            case 2:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, Enumerable.Range(0, 1 + random.NextInt32(12)).Select(_ => (byte)random.NextInt32(256)));
                break;
            case 5:
                Splice(bytes, at, length);
                break;
            case 6:
                ReplaceNumber(bytes);
                break;
            default:
                Replace(bytes, at, length, s_pieces);
                break;
        }
    }

    private void Splice(List<byte> bytes, int at, int length)
    {
        var other = valid[random.NextInt32(valid.Count)];
        var start = random.NextInt32(other.Length);
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, other[start..(start + random.NextInt32(other.Length - start + 1))]);
    }

    private void ReplaceNumber(List<byte> bytes)
    {
        var digits = Enumerable.Range(8, Math.Max(bytes.Count - 8, 0)).Where(i => char.IsAsciiDigit((char)bytes[i])).ToList();
        if (digits.Count == 0)
            return;
        Replace(bytes, digits[random.NextInt32(digits.Count)], 1, s_numbers);
    }

    private void Replace(List<byte> bytes, int at, int length, string[] texts)
    {
        bytes.RemoveRange(at, length);
        bytes.InsertRange(at, Encoding.UTF8.GetBytes(texts[random.NextInt32(texts.Length)]));
    }
}
