namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>What the header of a safetensors file says about one tensor.</summary>
/// <param name="Name">The tensor's name, unique in its file.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a scalar. The data are row-major.</param>
/// <param name="Begin">Where its data begin, in bytes from the end of the header.</param>
/// <param name="End">Where its data end, exclusive.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDType DType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>The size of its data in bytes.</summary>
    public long ByteCount => End - Begin;
}
