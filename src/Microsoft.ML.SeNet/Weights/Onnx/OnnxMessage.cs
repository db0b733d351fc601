using Google.Protobuf;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>One message of ONNX's protobuf (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), field after field.</summary>
internal sealed class OnnxMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    /// <summary>The fields of a message that is there already.</summary>
    internal static OnnxMessage Of(ReadOnlyMemory<byte> fields)
    {
        var message = new OnnxMessage();
        message._bytes.Write(fields.Span);
        return message;
    }

    internal OnnxMessage() => _output = new CodedOutputStream(_bytes, leaveOpen: true);

    internal OnnxMessage Add(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
        return this;
    }

    internal OnnxMessage Add(int field, float value)
    {
        _output.WriteTag(field, WireFormat.WireType.Fixed32);
        _output.WriteFloat(value);
        return this;
    }

    internal OnnxMessage Add(int field, string text)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteString(text);
        return this;
    }

    internal OnnxMessage Add(int field, OnnxMessage message)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteBytes(UnsafeByteOperations.UnsafeWrap(message.ToArray()));
        return this;
    }

    /// <summary>Begins a field whose content, of so many bytes, follows behind this message.</summary>
    internal OnnxMessage AddBeginning(int field, long length)
    {
        _output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _output.WriteInt64(length);
        return this;
    }

    internal byte[] ToArray()
    {
        _output.Flush();
        return _bytes.ToArray();
    }
}

/// <summary>Attributes of nodes.</summary>
internal static class OnnxAttribute
{
    /// <summary>One whole number.</summary>
    internal static OnnxMessage One(string name, long value) =>
        Named(name).Add(OnnxFields.Attribute.Integer, value).Add(OnnxFields.Attribute.Kind, OnnxFields.Attribute.IntegerKind);

    /// <summary>One number.</summary>
    internal static OnnxMessage One(string name, float value) =>
        Named(name).Add(OnnxFields.Attribute.Single, value).Add(OnnxFields.Attribute.Kind, OnnxFields.Attribute.SingleKind);

    /// <summary>A list of whole numbers.</summary>
    internal static OnnxMessage Many(string name, params IReadOnlyList<long> values) =>
        values.Aggregate(Named(name), (message, value) => message.Add(OnnxFields.Attribute.Integers, value))
            .Add(OnnxFields.Attribute.Kind, OnnxFields.Attribute.IntegersKind);

    private static OnnxMessage Named(string name) => new OnnxMessage().Add(OnnxFields.Attribute.Name, name);
}

/// <summary>One dimension of the input or output: a number, or a name for what differs from call to call.</summary>
/// <param name="Number">The number; null where there is a name.</param>
/// <param name="Symbol">The name.</param>
internal readonly record struct OnnxSize(long? Number, string Symbol)
{
    public static implicit operator OnnxSize(long number) => new(number, "");

    public static implicit operator OnnxSize(string symbol) => new(null, symbol);

    internal OnnxMessage ToMessage() => Number is { } number
        ? new OnnxMessage().Add(OnnxFields.Value.Size, number)
        : new OnnxMessage().Add(OnnxFields.Value.Symbol, Symbol);
}

/// <summary>The numbers of fields in ONNX's protobuf (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), by message.</summary>
internal static class OnnxFields
{
    internal static class Model
    {
        internal const int IrVersion = 1;
        internal const int ProducerName = 2;
        internal const int ProducerVersion = 3;
        internal const int Graph = 7;
        internal const int OpsetImport = 8;
        internal const int Metadata = 14;
    }

    internal static class Opset
    {
        internal const int Version = 2;
    }

    internal static class Metadata
    {
        internal const int Key = 1;
        internal const int Value = 2;
    }

    internal static class Graph
    {
        internal const int Node = 1;
        internal const int Name = 2;
        internal const int Initializer = 5;
        internal const int Input = 11;
        internal const int Output = 12;
    }

    internal static class Node
    {
        internal const int Input = 1;
        internal const int Output = 2;
        internal const int Name = 3;
        internal const int Operation = 4;
        internal const int Attribute = 5;
    }

    internal static class Attribute
    {
        internal const int Name = 1;
        internal const int Single = 2;
        internal const int Integer = 3;
        internal const int Text = 4;
        internal const int Tensor = 5;
        internal const int Integers = 8;
        internal const int Kind = 20;
        internal const int SingleKind = 1;
        internal const int IntegerKind = 2;
        internal const int IntegersKind = 7;
    }

    internal static class Tensor
    {
        internal const int Dimension = 1;
        internal const int ElementType = 2;
        internal const int FloatData = 4;
        internal const int Name = 8;
        internal const int RawData = 9;
        internal const int DoubleData = 10;
        internal const int Float = 1;
        internal const int Int64 = 7;
        internal const int Half = 10;
        internal const int Double = 11;
    }

    internal static class Value
    {
        internal const int Name = 1;
        internal const int Type = 2;
        internal const int Description = 3;
        internal const int TensorType = 1;
        internal const int ElementType = 1;
        internal const int Shape = 2;
        internal const int Dimension = 1;
        internal const int Size = 1;
        internal const int Symbol = 2;
    }
}
