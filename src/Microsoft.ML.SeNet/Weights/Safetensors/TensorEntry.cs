namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>What a file says about one tensor.</summary>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a scalar.</param>
internal sealed record TensorEntry(SafetensorsDType DType, IReadOnlyList<long> Shape);
