using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>
/// A safetensors file (huggingface/safetensors) opened for reading. Opening reads and checks the header and that the data are all there,
/// and refuses whatever breaks the format; tensors are read when asked for. Reading from several threads is safe.
/// </summary>
internal sealed class SafetensorsFile : ITensorSource
{
    private readonly SafetensorsHeader _header;
    private readonly IDataSource _source;
    private Dictionary<string, TensorEntry>? _tensors;
    private bool _disposed;

    private SafetensorsFile(Stream stream, string name, bool owned)
    {
        Name = name;
        (_header, _source) = SafetensorsOpener.Open(stream, name, owned);
    }

    /// <summary>The path, or the name given with the stream; messages carry it.</summary>
    public string Name { get; }

    /// <summary>The file's <c>__metadata__</c>, in its order; empty if it has none.</summary>
    internal IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>What the file holds, in the header's order.</summary>
    internal IReadOnlyList<SafetensorsEntry> Entries => _header.ByName.Values;

    string ITensorSource.Format => "safetensors";

    IReadOnlyDictionary<string, TensorEntry> ITensorSource.Tensors => _tensors ??= Entries.ToDictionary(
        entry => entry.Name, entry => new TensorEntry(entry.DType, entry.Shape));

    void ITensorSource.ReadInto(string name, Tensor destination) => ReadInto(name, destination);

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="InvalidDataException">It is no valid safetensors file.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    internal static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // No buffer of its own: data go from the operating system straight into the tensor. Others may replace the file meanwhile.
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            return new SafetensorsFile(stream, path, owned: true);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a stream, from its position to its end. A stream that cannot seek is read into memory at once.</summary>
    /// <param name="stream">Readable; stays the caller's, and must stay open (and alone in use) while this is read, if it can seek.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">It holds no valid safetensors file.</exception>
    internal static SafetensorsFile Open(Stream stream, string name = "(stream)")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return new SafetensorsFile(stream, name, owned: false);
    }

    /// <summary>The entry of that name, or null.</summary>
    /// <param name="name">A tensor's name.</param>
    internal SafetensorsEntry? Find(string name) => _header.ByName.GetValueOrDefault(name);

    /// <summary>Reads one tensor, on the CPU and contiguous; the caller (or the current dispose scope) disposes it.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">The file has no such tensor.</exception>
    /// <exception cref="InvalidDataException">The file became shorter since it was opened, or a boolean is neither 0 nor 1.</exception>
    internal Tensor Read(string name)
    {
        var entry = Entry(name);
        var tensor = empty([.. entry.Shape], dtype: entry.DType.ToScalarType(), device: CPU);
        try
        {
            TensorBytes.ForEachChunk(tensor, (offset, bytes) => Fill(entry, offset, bytes));
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file, unless it was opened from the caller's stream.</summary>
    public void Dispose()
    {
        _disposed = true;
        _source.Dispose();
    }

    /// <summary>
    /// Overwrites <paramref name="destination"/> with a tensor of the same shape, converted to its type, device and memory layout. Needs no
    /// second copy where those are the file's already.
    /// </summary>
    internal void ReadInto(string name, Tensor destination)
    {
        var entry = Entry(name);
        TensorBytes.Fill(destination, entry.DType, (offset, bytes) => Fill(entry, offset, bytes));
    }

    private SafetensorsEntry Entry(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Find(name)
            ?? throw new KeyNotFoundException(
                $"'{Name}' has no tensor '{name}': expected one of the {Entries.Count} names in Entries. Check the spelling.");
    }

    private void Fill(SafetensorsEntry entry, long offset, Span<byte> bytes)
    {
        try
        {
            _source.Read(entry.Begin + offset, bytes);
        }
        catch (EndOfStreamException e)
        {
            throw SafetensorsFormat.Error(
                Name,
                $"entry {SafetensorsFormat.Quote(entry.Name)}, data",
                $"{entry.ByteCount} bytes",
                "an earlier end: the file changed while it was open",
                e);
        }
        // A C++ bool of any other value is undefined behavior in every operator that meets it.
        if (entry.DType == SafetensorsDType.BOOL && bytes.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var at)
            throw SafetensorsFormat.Error(
                Name, $"entry {SafetensorsFormat.Quote(entry.Name)}, data", "booleans of 0 or 1", $"{bytes[at]} at element {offset + at}");
    }
}
