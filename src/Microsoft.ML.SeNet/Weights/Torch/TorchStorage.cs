using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>Elements in a row, which tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Count">How many elements it has.</param>
internal sealed record TorchStorage(string Key, SafetensorsDType DType, long Count)
{
    internal long ByteCount => Count * DType.Size();
}

/// <summary>The numbers of a checkpoint.</summary>
internal interface ITorchStorages : IDisposable
{
    /// <summary>The format's name, for messages.</summary>
    string Format { get; }

    /// <summary>A storage's bytes, from memory; the caller disposes them.</summary>
    /// <exception cref="InvalidDataException">They are not all there.</exception>
    IDataSource Open(TorchStorage storage);
}
