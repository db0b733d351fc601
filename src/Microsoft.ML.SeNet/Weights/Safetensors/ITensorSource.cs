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

    /// <summary>Overwrites <paramref name="destination"/>, which has as many elements, with a tensor, converted to its type, device and memory layout.</summary>
    /// <exception cref="InvalidDataException">The data are not what the file said of them.</exception>
    void ReadInto(string name, Tensor destination);
}
