using Google.Protobuf;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>One message of ONNX's protobuf (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), field after field.</summary>
internal sealed class OnnxMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _output;

    internal OnnxMessage() => _output = new CodedOutputStream(_bytes, leaveOpen: true);

    internal OnnxMessage Add(int field, long value)
    {
        _output.WriteTag(field, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
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
