namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>
/// Numbers and names of the format (huggingface/safetensors, README "Format"), and the one place where complaints about a file are worded.
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>Bytes of the little-endian header length that a file begins with.</summary>
    internal const int LengthBytes = 8;

    /// <summary>The reference implementation's own limit, in bytes.</summary>
    internal const int MaxHeaderBytes = 100_000_000;

    /// <summary>More than any framework works with (NumPy's limit); keeps a hostile header from claiming millions of dimensions.</summary>
    internal const int MaxRank = 64;

    /// <summary>The reserved name of the string → string map.</summary>
    internal const string MetadataName = "__metadata__";

    private const int LongestQuote = 100;

    /// <summary>The exception for a file that breaks the format.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="where">The part at fault, such as "header length".</param>
    /// <param name="expected">What the format asks for.</param>
    /// <param name="got">What the file holds.</param>
    /// <param name="inner">The cause, if another exception brought it up.</param>
    internal static InvalidDataException Error(string file, string where, string expected, string got, Exception? inner = null) =>
        new(
            $"Cannot read '{file}' as safetensors: {where}: expected {expected}, got {got}. The file is damaged or of another format: "
            + "fetch or export it again.",
            inner);

    /// <summary>How messages name an entry's part.</summary>
    internal static string EntryPart(string name, string part) => $"entry {Quote(name)}, {part}";

    /// <summary>Text from a file in quotes, cut where it is long: a hostile name must not make a hostile message.</summary>
    internal static string Quote(string text) =>
        text.Length <= LongestQuote ? $"'{text}'" : $"'{text[..LongestQuote]}…' ({text.Length} characters)";

    /// <summary>"[64, 3, 7, 7]".</summary>
    internal static string ShapeText(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>
    /// The bytes of a tensor of that shape, or null where the count overflows. Zero sizes count as one in the overflow check, because
    /// libtorch multiplies the others for the strides.
    /// </summary>
    internal static long? ByteCount(IReadOnlyList<long> shape, SafetensorsDType type)
    {
        UInt128 bytes = (uint)type.Size();
        var empty = false;
        foreach (var size in shape)
        {
            empty |= size == 0;
            bytes *= (ulong)Math.Max(size, 1);
            if (bytes > long.MaxValue)
                return null;
        }
        return empty ? 0 : (long)bytes;
    }
}
