using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>
/// Reads the JSON header, strictly: duplicate and unknown keys are errors, since two readers may choose differently between them.
/// Allocates in proportion to the header's bytes, whatever numbers stand in it.
/// </summary>
internal ref struct SafetensorsHeaderReader
{
    // Root, entry, list: nothing lies deeper.
    private const int Depth = 3;

    private readonly string _file;
    private Utf8JsonReader _json;

    private SafetensorsHeaderReader(ReadOnlySpan<byte> header, string file)
    {
        _file = file;
        _json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = Depth });
    }

    /// <summary>Parses and checks a whole header.</summary>
    /// <param name="header">Its bytes, padding included.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">The header breaks the format.</exception>
    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> header, string file)
    {
        if (!Utf8.IsValid(header))
            throw SafetensorsFormat.Error(file, "header", "UTF-8", "invalid bytes");
        if (header.IsEmpty || header[0] != (byte)'{')
            throw SafetensorsFormat.Error(
                file, "header", "a JSON object that begins with '{'", header.IsEmpty ? "nothing" : $"byte 0x{header[0]:X2}");
        try
        {
            return new SafetensorsHeaderReader(header, file).ReadRoot();
        }
        catch (JsonException e)
        {
            throw SafetensorsFormat.Error(
                file,
                "header",
                $"JSON of at most {Depth} levels",
                $"an error in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}",
                e);
        }
    }

    private SafetensorsHeader ReadRoot()
    {
        // Without a comparer the dictionaries hash with a random key per process, so that chosen names cannot collide on purpose.
        var entries = new OrderedDictionary<string, SafetensorsEntry>();
        OrderedDictionary<string, string>? metadata = null;
        _json.Read();
        while (NextKey("header") is { } name)
        {
            var isMetadata = name == SafetensorsFormat.MetadataName;
            if (isMetadata ? metadata is not null : entries.ContainsKey(name))
                throw Duplicate("header", name);
            if (isMetadata)
                metadata = ReadMetadata();
            else
                entries.Add(name, ReadEntry(name));
        }
        _json.Read(); // Throws unless only white space follows.
        return new SafetensorsHeader(_file, entries, metadata ?? []);
    }

    private OrderedDictionary<string, string> ReadMetadata()
    {
        var metadata = new OrderedDictionary<string, string>();
        Next(SafetensorsFormat.MetadataName, "an object of strings (the name is reserved)", JsonTokenType.StartObject);
        while (NextKey(SafetensorsFormat.MetadataName) is { } key)
        {
            var where = $"{SafetensorsFormat.MetadataName}, key {SafetensorsFormat.Quote(key)}";
            Next(where, "a string", JsonTokenType.String);
            if (!metadata.TryAdd(key, Text(where)))
                throw Duplicate(SafetensorsFormat.MetadataName, key);
        }
        return metadata;
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        var parts = new SafetensorsEntryReader(_file, name);
        Next($"entry {SafetensorsFormat.Quote(name)}", "an object", JsonTokenType.StartObject);
        while (NextKey($"entry {SafetensorsFormat.Quote(name)}") is { } key)
        {
            var where = SafetensorsFormat.EntryPart(name, key);
            switch (key)
            {
                case "dtype" when parts.DType is null:
                    Next(where, "a string", JsonTokenType.String);
                    parts.SetDType(Text(where));
                    break;
                case "shape" when parts.Shape is null:
                    parts.Shape = ReadSizes(where, SafetensorsFormat.MaxRank);
                    break;
                case "data_offsets" when parts.Offsets is null:
                    parts.SetOffsets(ReadSizes(where, 2));
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Duplicate($"entry {SafetensorsFormat.Quote(name)}", key);
                default:
                    throw SafetensorsFormat.Error(
                        _file,
                        $"entry {SafetensorsFormat.Quote(name)}",
                        "only the keys dtype, shape and data_offsets",
                        SafetensorsFormat.Quote(key));
            }
        }
        return parts.ToEntry();
    }

    private List<long> ReadSizes(string where, int most)
    {
        var sizes = new List<long>();
        Next(where, "a list", JsonTokenType.StartArray);
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (sizes.Count == most)
                throw SafetensorsFormat.Error(_file, where, $"at most {most} numbers", "more");
            // The sign is looked for, because -0 would pass as a number.
            if (_json.TokenType != JsonTokenType.Number || _json.ValueSpan[0] == (byte)'-' || !_json.TryGetInt64(out var size))
                throw SafetensorsFormat.Error(_file, where, "whole numbers from 0 to 2^63 - 1", Token());
            sizes.Add(size);
        }
        return sizes;
    }

    /// <summary>The next key of the object that the reader is in, or null at its end.</summary>
    private string? NextKey(string where)
    {
        _json.Read();
        return _json.TokenType == JsonTokenType.EndObject ? null : Text(where);
    }

    private void Next(string where, string expected, JsonTokenType type)
    {
        _json.Read();
        if (_json.TokenType != type)
            throw SafetensorsFormat.Error(_file, where, expected, Token());
    }

    private readonly string Token() => _json.TokenType switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => _json.ValueSpan.Length <= 40
            ? Encoding.UTF8.GetString(_json.ValueSpan)
            : $"a number of {_json.ValueSpan.Length} digits",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        _ => _json.TokenType.ToString().ToLowerInvariant(),
    };

    private readonly string Text(string where)
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            // The bytes are UTF-8; what is left is an escape such as \ud800, half of a surrogate pair.
            throw SafetensorsFormat.Error(_file, where, "Unicode text", "an escape that is half of a surrogate pair", e);
        }
    }

    private readonly InvalidDataException Duplicate(string where, string key) =>
        SafetensorsFormat.Error(_file, where, "each key once", $"{SafetensorsFormat.Quote(key)} twice");
}
