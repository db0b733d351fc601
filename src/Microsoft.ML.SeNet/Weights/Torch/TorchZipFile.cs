using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>
/// The format of PyTorch since 1.6 (caffe2/serialize/inline_container.h): a zip archive without compression of one folder with
/// <c>data.pkl</c>, <c>version</c>, perhaps <c>byteorder</c>, and a file for each storage under <c>data/</c>.
/// </summary>
internal sealed class TorchZipFile : ITorchStorages
{
    private const string PickleName = "data.pkl";
    private const int MostTextBytes = 100;
    private const int MostPartBytes = 1 << 16;

    private readonly ZipArchive _archive;
    private readonly string _name;
    private readonly string _folder;

    private TorchZipFile(FileStream stream, string name)
    {
        _name = name;
        stream.Position = 0;
        _archive = Unzip(() => new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false));
        var pickles = Unzip(() => _archive.Entries)
            .Where(entry => entry.FullName == PickleName || entry.FullName.EndsWith($"/{PickleName}", StringComparison.Ordinal))
            .ToList();
        if (pickles is not [var pickle])
            throw TorchFormat.Error(name, "archive", $"one {PickleName}", $"{pickles.Count}");
        _folder = pickle.FullName[..^PickleName.Length];
    }

    /// <summary>How such a file begins.</summary>
    internal static ReadOnlySpan<byte> Beginning => "PK\x03\x04"u8;

    public string Format => "PyTorch's zip format";

    /// <summary>Opens a file and takes it over, unless this throws.</summary>
    internal static TorchCheckpoint Open(FileStream stream, string name)
    {
        var file = new TorchZipFile(stream, name);
        file.CheckKind();
        var objects = new TorchObjects();
        var root = new PickleReader(new PickleInput(name, file.Small(PickleName, TorchFormat.MaxPickleBytes)!), objects).Read();
        foreach (var storage in objects.Storages.Values)
            file.CheckThere(storage);
        return new TorchCheckpoint(name, root, file);
    }

    public IDataSource Open(TorchStorage storage) => Bytes(NameOf(storage), storage.ByteCount);

    public void Dispose() => _archive.Dispose();

    private static string NameOf(TorchStorage storage) => $"data/{storage.Key}";

    private void CheckKind()
    {
        if (Entry("constants.pkl") is not null)
            throw TorchFormat.Error(
                _name,
                "archive",
                "a checkpoint",
                "a TorchScript program (save the state dict alone: torch.save(model.state_dict(), path))");
        var version = Text("version");
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > TorchFormat.NewestVersion)
            throw TorchFormat.Error(
                _name,
                "version",
                $"a number up to {TorchFormat.NewestVersion}",
                version is null ? "none" : SafetensorsFormat.Quote(version));
        if (Text("byteorder") is { } order && order != "little")
            throw TorchFormat.Error(_name, "byteorder", "'little'", SafetensorsFormat.Quote(order));
    }

    private void CheckThere(TorchStorage storage)
    {
        var got = Entry(NameOf(storage))?.Length;
        if (got != storage.ByteCount)
            throw TorchFormat.Error(
                _name, $"storage {SafetensorsFormat.Quote(storage.Key)}", $"{storage.ByteCount} bytes", got is null ? "none" : $"{got}");
    }

    /// <summary>An entry, which PyTorch never compresses: so none holds more than the file.</summary>
    private ZipArchiveEntry? Entry(string name)
    {
        var entry = _archive.GetEntry(_folder + name);
        if (entry is not null && entry.CompressedLength != entry.Length)
            throw TorchFormat.Error(
                _name, $"entry {SafetensorsFormat.Quote(name)}", "no compression", $"{entry.CompressedLength} bytes for {entry.Length}");
        return entry;
    }

    private string? Text(string name) => Small(name, MostTextBytes) is { } bytes ? Encoding.UTF8.GetString(bytes).Trim() : null;

    private byte[]? Small(string name, int most)
    {
        if (Entry(name) is not { } entry)
            return null;
        if (entry.Length > most)
            throw TorchFormat.Error(_name, $"entry {SafetensorsFormat.Quote(name)}", $"at most {most} bytes", $"{entry.Length}");
        var source = Bytes(name, entry.Length); // before memory is taken for what may not be there
        var bytes = new byte[entry.Length];
        source.Read(0, bytes);
        return bytes;
    }

    private BufferedSource Bytes(string name, long length)
    {
        var entry = Entry(name)!;
        var data = Unzip(() =>
        {
            using var stream = entry.Open();
            return new BufferedSource(stream, length);
        });
        if (data.Length != length)
            throw TorchFormat.Error(
                _name, $"entry {SafetensorsFormat.Quote(name)}", $"{length} bytes", data.Length > length ? "more" : $"{data.Length}");
        if (Checksum(data) is var got && got != entry.Crc32)
            throw TorchFormat.Error(
                _name, $"entry {SafetensorsFormat.Quote(name)}", $"bytes of the checksum 0x{entry.Crc32:X8}", $"0x{got:X8}");
        return data;
    }

    private static uint Checksum(BufferedSource data)
    {
        var crc = 0u;
        var part = new byte[Math.Min(data.Length, MostPartBytes)];
        for (var at = 0L; at < data.Length; at += part.Length)
        {
            var bytes = part.AsSpan(0, (int)Math.Min(part.Length, data.Length - at));
            data.Read(at, bytes);
            crc = Crc32.Append(crc, bytes);
        }
        return crc;
    }

    /// <summary>Calls into the archive, whose own complaints about damage are of several types.</summary>
    private T Unzip<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception e) when (
            e is InvalidDataException or ArgumentException or OverflowException or IOException or NotSupportedException)
        {
            throw TorchFormat.Error(_name, "archive", "a zip archive without damage", $"'{e.Message}'", e);
        }
    }
}
