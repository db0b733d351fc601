using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>Lays out the data and writes the header for it.</summary>
internal static class SafetensorsHeaderWriter
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Gives each tensor its place: larger elements first, otherwise in the order given, so that with the padded header every tensor is
    /// aligned to its element size in the file (a reader may map it).
    /// </summary>
    /// <returns>The entries in the order given.</returns>
    /// <exception cref="ArgumentException">A name is reserved, comes twice or is no Unicode text, or a shape is too large.</exception>
    internal static IReadOnlyList<SafetensorsEntry> Layout(IReadOnlyList<(string Name, SafetensorsDType DType, long[] Shape)> tensors)
    {
        CheckNames(tensors.Select(tensor => tensor.Name));
        var entries = new SafetensorsEntry[tensors.Count];
        var end = 0L;
        foreach (var index in Enumerable.Range(0, tensors.Count).OrderByDescending(index => tensors[index].DType.Size()))
        {
            var (name, type, shape) = tensors[index];
            if (shape.Length > SafetensorsFormat.MaxRank)
                throw new ArgumentException(
                    $"Cannot write tensor '{name}': expected at most {SafetensorsFormat.MaxRank} dimensions, got {shape.Length}. "
                    + "Reshape it.",
                    nameof(tensors));
            var begin = end;
            if (SafetensorsFormat.ByteCount(shape, type) is not { } bytes || bytes > long.MaxValue - begin)
                throw new ArgumentException(
                    $"Cannot write tensor '{name}': expected fewer than 2^63 bytes in all, "
                    + $"got {begin} before {type} {SafetensorsFormat.ShapeText(shape)}. Write fewer or smaller tensors.",
                    nameof(tensors));
            end = begin + bytes;
            entries[index] = new SafetensorsEntry(name, type, shape.AsReadOnly(), begin, end);
        }
        return entries;
    }

    /// <summary>The length field and the header, padded with spaces to a multiple of 8 bytes.</summary>
    internal static byte[] Write(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(stackalloc byte[SafetensorsFormat.LengthBytes]);
        // Names stay readable: the header is no HTML.
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            WriteJson(json, entries, metadata);
        var padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        var bytes = buffer.WrittenSpan.ToArray();
        var length = bytes.Length - SafetensorsFormat.LengthBytes;
        if (length > SafetensorsFormat.MaxHeaderBytes)
            throw new ArgumentException(
                $"Cannot write safetensors: expected a header of at most {SafetensorsFormat.MaxHeaderBytes} bytes, got {length}. "
                + "Write fewer tensors or shorter metadata.",
                nameof(entries));
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        return bytes;
    }

    private static void WriteJson(
        Utf8JsonWriter json, IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafetensorsFormat.MetadataName);
            foreach (var (key, value) in metadata)
                json.WriteString(WellFormed(key), WellFormed(value));
            json.WriteEndObject();
        }
        foreach (var entry in entries)
        {
            json.WriteStartObject(entry.Name);
            json.WriteString("dtype", entry.DType.ToString());
            WriteNumbers(json, "shape", entry.Shape);
            WriteNumbers(json, "data_offsets", [entry.Begin, entry.End]);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, IEnumerable<long> numbers)
    {
        json.WriteStartArray(key);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void CheckNames(IEnumerable<string> names)
    {
        var seen = new HashSet<string>();
        foreach (var name in names)
        {
            if (WellFormed(name) == SafetensorsFormat.MetadataName)
                throw new ArgumentException(
                    $"Cannot write safetensors: expected any other tensor name, got '{name}', which is reserved for the metadata. "
                    + "Rename the tensor.",
                    nameof(names));
            if (!seen.Add(name))
                throw new ArgumentException(
                    $"Cannot write safetensors: expected each tensor name once, got '{name}' twice. Rename one of the two.", nameof(names));
        }
    }

    /// <summary>Refuses halves of surrogate pairs, which the JSON writer would replace in silence.</summary>
    private static string WellFormed(string text)
    {
        try
        {
            s_strictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException e)
        {
            throw new ArgumentException(
                "Cannot write safetensors: expected Unicode text, "
                + $"got half of a surrogate pair at index {e.Index} of a name or metadata string. Correct the string.",
                nameof(text),
                e);
        }
    }
}
