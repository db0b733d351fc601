namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>The data part of a file: random access to a known number of bytes, safe for several threads.</summary>
internal interface IDataSource : IDisposable
{
    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="EndOfStreamException">The stream became shorter meanwhile.</exception>
    void Read(long offset, Span<byte> destination);
}

/// <summary>Reads from a seekable stream straight into the destination.</summary>
/// <param name="stream">The stream.</param>
/// <param name="start">The position of the first byte of data.</param>
/// <param name="owned">Whether disposing this disposes the stream.</param>
internal sealed class SeekableSource(Stream stream, long start, bool owned) : IDataSource
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        lock (_gate)
        {
            stream.Position = start + offset;
            stream.ReadExactly(destination);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (owned)
            stream.Dispose();
    }
}

/// <summary>
/// Keeps what a stream without seeking delivers (such as an entry of a zip archive). Memory grows with the bytes that arrive, not with the
/// number that a header claims.
/// </summary>
internal sealed class BufferedSource : IDataSource
{
    private readonly List<byte[]> _chunks = [];
    private readonly int _chunkBytes;

    /// <summary>Reads the stream up to its end, or to one byte more than <paramref name="wanted"/>.</summary>
    /// <param name="stream">The stream, at the first byte of data.</param>
    /// <param name="wanted">How many bytes of data there should be.</param>
    /// <param name="chunkBytes">How much is allocated at a time.</param>
    internal BufferedSource(Stream stream, long wanted, int chunkBytes = 1 << 20)
    {
        _chunkBytes = chunkBytes;
        while (Length <= wanted)
        {
            var chunk = GC.AllocateUninitializedArray<byte>((int)Math.Min(chunkBytes, wanted + 1 - Length));
            var got = stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            _chunks.Add(chunk);
            Length += got;
            if (got < chunk.Length)
                break;
        }
    }

    /// <summary>The bytes that came; one more than wanted means that the stream goes on.</summary>
    internal long Length { get; }

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var chunk = _chunks[(int)(offset / _chunkBytes)].AsSpan((int)(offset % _chunkBytes));
            var count = Math.Min(chunk.Length, destination.Length);
            chunk[..count].CopyTo(destination);
            destination = destination[count..];
            offset += count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _chunks.Clear();
}
