namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>The data part of a file: random access to a known number of bytes, safe for several threads.</summary>
internal interface IDataSource : IDisposable
{
    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="EndOfStreamException">The stream became shorter meanwhile.</exception>
    void Read(long offset, Span<byte> destination);
}
