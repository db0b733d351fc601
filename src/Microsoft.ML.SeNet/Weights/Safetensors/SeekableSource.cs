namespace Microsoft.ML.SeNet.Weights.Safetensors;

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
