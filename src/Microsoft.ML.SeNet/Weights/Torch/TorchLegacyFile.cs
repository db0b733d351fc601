using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>
/// The format of PyTorch before 1.6 (torch/serialization.py, <c>_legacy_save</c>): pickles of a magic number, a version, facts about the
/// machine, the content and the keys of the storages in order; then each storage as its length in elements and its bytes.
/// </summary>
internal sealed class TorchLegacyFile : ITorchStorages
{
    private const long ProtocolVersion = 1001;

    private static readonly BigInteger s_magic = BigInteger.Parse("119547037146038801333356", CultureInfo.InvariantCulture);

    private readonly FileStream _stream;
    private readonly string _name;
    private readonly Dictionary<string, long> _begins = new(StringComparer.Ordinal);

    private TorchLegacyFile(FileStream stream, string name) => (_stream, _name) = (stream, name);

    /// <summary>How such a file begins: protocol 2 and the magic number.</summary>
    internal static ReadOnlySpan<byte> Beginning => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19];

    public string Format => "PyTorch's legacy format";

    /// <summary>Opens a file and takes it over, unless this throws.</summary>
    internal static TorchCheckpoint Open(FileStream stream, string name)
    {
        stream.Position = 0;
        var head = new byte[(int)Math.Min(stream.Length, TorchFormat.MaxPickleBytes)];
        stream.ReadExactly(head);
        var input = new PickleInput(name, head);
        var objects = new TorchObjects();
        object? Next() => new PickleReader(input, objects).Read();

        CheckPrologue(Next(), Next(), Next(), name);
        var root = Next();
        var file = new TorchLegacyFile(stream, name);
        file.FindStorages(Next(), input.Position, objects);
        return new TorchCheckpoint(name, root, file);
    }

    public IDataSource Open(TorchStorage storage)
    {
        _stream.Position = _begins[storage.Key];
        var data = new BufferedSource(_stream, storage.ByteCount);
        return data.Length >= storage.ByteCount ? data : throw TorchFormat.Error(
            _name, $"storage {SafetensorsFormat.Quote(storage.Key)}", $"{storage.ByteCount} bytes", $"{data.Length}");
    }

    public void Dispose() => _stream.Dispose();

    private static void CheckPrologue(object? magic, object? version, object? machine, string name)
    {
        if (!s_magic.Equals(magic))
            throw TorchFormat.Error(name, "beginning", "PyTorch's magic number", "another value");
        if (version is not ProtocolVersion)
            throw TorchFormat.Error(name, "version", $"{ProtocolVersion}", version is long number ? $"{number}" : "another value");
        if (machine is not PickleDictionary facts || facts.Find(fact => "little_endian".Equals(fact.Key)).Value is not true)
            throw TorchFormat.Error(name, "facts about the machine", "little-endian numbers", "others");
    }

    private void FindStorages(object? keys, long position, TorchObjects objects)
    {
        Span<byte> field = stackalloc byte[sizeof(long)];
        foreach (var item in keys as List<object?> ?? throw TorchFormat.Error(_name, "storages", "a list of keys", "another value"))
        {
            if (item is not string key
                || !objects.Storages.TryGetValue(key, out var storage)
                || !_begins.TryAdd(key, position + field.Length))
                throw TorchFormat.Error(
                    _name,
                    "storages",
                    "the key of each tensor's storage once",
                    item is string other ? SafetensorsFormat.Quote(other) : "another value");
            if (_stream.Length - position < field.Length)
                throw TorchFormat.Error(_name, $"storage {SafetensorsFormat.Quote(key)}", "its length", "the end of the file");
            _stream.Position = position;
            _stream.ReadExactly(field);
            var count = BinaryPrimitives.ReadInt64LittleEndian(field);
            position += field.Length;
            if (count != storage.Count || storage.ByteCount > _stream.Length - position)
                throw TorchFormat.Error(
                    _name,
                    $"storage {SafetensorsFormat.Quote(key)}",
                    $"{storage.Count} elements",
                    $"{count} in {_stream.Length - position} bytes");
            position += storage.ByteCount;
        }
        if (_begins.Count < objects.Storages.Count)
            throw TorchFormat.Error(_name, "storages", $"{objects.Storages.Count} of them", $"{_begins.Count}");
        if (position != _stream.Length)
            throw TorchFormat.Error(_name, "end", $"{position} bytes", $"{_stream.Length}");
    }
}
