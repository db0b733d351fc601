using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>Tensors by name, from whatever kind of file.</summary>
internal interface ITensorSource : IDisposable
{
    /// <summary>The file's name, for messages.</summary>
    string Name { get; }

    /// <summary>The kind of file, for messages.</summary>
    string Format { get; }

    /// <summary>What the file holds.</summary>
    IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>
    /// Overwrites <paramref name="destination"/>, which has as many elements, with a tensor, converted to its type, device and memory
    /// layout.
    /// </summary>
    /// <exception cref="InvalidDataException">The data are not what the file said of them.</exception>
    void ReadInto(string name, Tensor destination);
}

/// <summary>What a file says about one tensor.</summary>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a scalar.</param>
internal sealed record TensorEntry(SafetensorsDType DType, IReadOnlyList<long> Shape);
