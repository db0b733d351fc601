using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>The numbers of a checkpoint.</summary>
internal interface ITorchStorages : IDisposable
{
    /// <summary>The format's name, for messages.</summary>
    string Format { get; }

    /// <summary>A storage's bytes, from memory; the caller disposes them.</summary>
    /// <exception cref="InvalidDataException">They are not all there.</exception>
    IDataSource Open(TorchStorage storage);
}
