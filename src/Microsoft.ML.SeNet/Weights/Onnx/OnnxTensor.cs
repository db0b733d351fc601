using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;
using Fields = Microsoft.ML.SeNet.Weights.Onnx.OnnxFields.Tensor;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>A constant of a graph, written without a copy of its numbers.</summary>
internal sealed class OnnxTensor
{
    private readonly byte[] _beginning;
    private readonly long _dataBytes;
    private readonly Action<Stream> _writeData;

    /// <summary>Describes a constant.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The number of its element type.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="dataBytes">The length of its numbers.</param>
    /// <param name="writeData">Writes its numbers, little-endian and row-major.</param>
    internal OnnxTensor(string name, int type, IEnumerable<long> shape, long dataBytes, Action<Stream> writeData)
    {
        (_dataBytes, _writeData) = (dataBytes, writeData);
        var tensor = shape.Aggregate(new OnnxMessage(), (message, size) => message.Add(Fields.Dimension, size))
            .Add(Fields.ElementType, type).Add(Fields.Name, name).AddBeginning(Fields.RawData, dataBytes).ToArray();
        _beginning = [.. new OnnxMessage().AddBeginning(OnnxFields.Graph.Initializer, tensor.Length + dataBytes).ToArray(), .. tensor];
    }

    /// <summary>Bytes in the graph.</summary>
    internal long Length => _beginning.Length + _dataBytes;

    /// <summary>Weights, as float32; they must live until they are written.</summary>
    internal static OnnxTensor Of(string name, Tensor tensor) =>
        new(
            name,
            Fields.Float,
            tensor.shape,
            tensor.NumberOfElements * sizeof(float),
            stream => TensorBytes.Write(tensor, ScalarType.Float32, stream));

    /// <summary>Numbers as a vector that broadcasts over the channels of maps: (C) → (1, C, 1, 1).</summary>
    internal static OnnxTensor PerChannel(string name, float[] numbers) => Of(name, numbers, 1, numbers.Length, 1, 1);

    /// <summary>Numbers of a shape; of none for a single one.</summary>
    internal static OnnxTensor Of(string name, float[] numbers, params long[] shape) =>
        new(name, Fields.Float, shape, numbers.Length * sizeof(float), stream => stream.Write(MemoryMarshal.AsBytes<float>(numbers)));

    /// <summary>A list of whole numbers.</summary>
    internal static OnnxTensor Of(string name, long[] numbers) =>
        new(
            name,
            Fields.Int64,
            [numbers.Length],
            numbers.Length * sizeof(long),
            stream => stream.Write(MemoryMarshal.AsBytes<long>(numbers)));

    internal void Write(Stream stream)
    {
        stream.Write(_beginning);
        _writeData(stream);
    }
}
