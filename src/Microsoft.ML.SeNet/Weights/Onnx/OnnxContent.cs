using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>
/// What an ONNX file says that weights can be read from: nodes, constants, metadata. Constants stay bytes of the file until they are asked
/// for, so that a file can claim nothing that it does not hold.
/// </summary>
internal sealed class OnnxContent
{
    /// <summary>The file's name, for messages.</summary>
    internal required string Name { get; init; }

    internal List<OnnxReadNode> Nodes { get; } = [];

    /// <summary>By name: initializers and the values of Constant nodes.</summary>
    internal Dictionary<string, OnnxConstant> Constants { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of what is fed in; constants may be among them.</summary>
    internal List<string> Inputs { get; } = [];

    internal List<string> Outputs { get; } = [];

    internal Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a file begins as ONNX models do: with the version of the format, a small number.</summary>
    internal static bool IsBeginning(ReadOnlySpan<byte> beginning) =>
        beginning.Length > 2 && beginning[0] == (OnnxFields.Model.IrVersion << 3) && beginning[1] is > 0 and < 0x20;

    /// <summary>Reads a file, which is closed.</summary>
    /// <exception cref="InvalidDataException">It is no ONNX model, or a damaged one.</exception>
    internal static OnnxContent Read(FileStream stream, string path)
    {
        using (stream)
        {
            if (stream.Length > Array.MaxLength)
                throw new InvalidDataException(
                    $"'{path}' is no ONNX model that can be read: expected at most {Array.MaxLength} bytes, got {stream.Length}. Export a "
                    + "network of the README.");
            stream.Position = 0;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Parse(bytes, path);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="InvalidDataException">They are no ONNX model, or a damaged one.</exception>
    internal static OnnxContent Parse(byte[] file, string name)
    {
        var content = new OnnxContent { Name = name };
        try
        {
            foreach (var field in OnnxField.Of(file))
            {
                if (field.Number == OnnxFields.Model.Graph)
                    content.AddGraph(field.Bytes);
                else if (field.Number == OnnxFields.Model.Metadata)
                    content.AddMetadata(field.Bytes);
            }
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or DecoderFallbackException)
        {
            throw new InvalidDataException(
                $"'{name}' is no ONNX model that can be read: expected protobuf as ONNX describes it, got a file that is damaged or cut "
                + $"({e.Message}) Fetch or export it again.", e);
        }
        content.ResolveAliases();
        return content.Nodes.Count > 0
            ? content
            : throw new InvalidDataException(
                $"'{name}' is no ONNX model that can be read: expected a graph with nodes, got none. Fetch or export it again.");
    }

    /// <summary>The constant of a name.</summary>
    internal OnnxConstant? Find(string name) => Constants.GetValueOrDefault(name);

    private void AddGraph(ReadOnlyMemory<byte> graph)
    {
        foreach (var field in OnnxField.Of(graph))
        {
            if (field.Number == OnnxFields.Graph.Node)
                AddNode(OnnxReadNode.Parse(field.Bytes));
            else if (field.Number == OnnxFields.Graph.Initializer)
                Add(OnnxConstant.Parse(field.Bytes));
            else if (field.Number == OnnxFields.Graph.Input)
                Inputs.Add(NameOf(field.Bytes));
            else if (field.Number == OnnxFields.Graph.Output)
                Outputs.Add(NameOf(field.Bytes));
        }
    }

    private void AddNode(OnnxReadNode node)
    {
        if (node is { Operation: "Constant", Value: { } value, Outputs: [var name] })
            Add(value with { Name = name });
        else if (node.Operation != "Constant")
            Nodes.Add(node);
    }

    /// <summary>Constants that go by a second name: PyTorch's exporter writes equal biases once.</summary>
    private void ResolveAliases()
    {
        foreach (var node in Nodes.Where(node => node is { Operation: "Identity", Inputs: [_], Outputs: [_] }).ToList())
        {
            if (Find(node.Inputs[0]) is not { } constant)
                continue;
            Constants[node.Output] = constant;
            Nodes.Remove(node);
        }
    }

    private void Add(OnnxConstant constant)
    {
        if (!Constants.TryAdd(constant.Name, constant))
            throw new InvalidDataException(
                $"'{Name}' is no ONNX model that can be read: expected each constant once, got {SafetensorsFormat.Quote(constant.Name)} "
                + "twice. Export it again.");
    }

    private void AddMetadata(ReadOnlyMemory<byte> entry)
    {
        var (key, value) = ("", "");
        foreach (var field in OnnxField.Of(entry))
        {
            if (field.Number == OnnxFields.Metadata.Key)
                key = field.Text;
            else if (field.Number == OnnxFields.Metadata.Value)
                value = field.Text;
        }
        Metadata[key] = value;
    }

    private static string NameOf(ReadOnlyMemory<byte> value) =>
        OnnxField.Of(value).FirstOrDefault(field => field.Number == OnnxFields.Value.Name) is { Number: not 0 } name ? name.Text : "";
}

/// <summary>One field of a protobuf message.</summary>
/// <param name="Number">Its number; 0 for none.</param>
/// <param name="Value">What stands there as a number, where it is one.</param>
/// <param name="Bytes">What stands there as bytes, where it is a text, message or list; a part of the file.</param>
internal readonly record struct OnnxField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal string Text => s_strict.GetString(Bytes.Span);

    /// <summary>The fields of a message, in order. Nothing is copied.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no message.</exception>
    internal static IEnumerable<OnnxField> Of(ReadOnlyMemory<byte> message)
    {
        while (!message.IsEmpty)
        {
            var (field, length) = First(message);
            yield return field;
            message = message[length..];
        }
    }

    /// <summary>A list of whole numbers, packed into bytes or one a field.</summary>
    internal IEnumerable<long> Integers()
    {
        if (Bytes.IsEmpty)
        {
            yield return (long)Value;
            yield break;
        }
        MemoryMarshal.TryGetArray(Bytes, out var array);
        var input = new CodedInputStream(array.Array, array.Offset, array.Count);
        while (!input.IsAtEnd)
            yield return input.ReadInt64();
    }

    private static (OnnxField Field, int Length) First(ReadOnlyMemory<byte> message)
    {
        MemoryMarshal.TryGetArray(message, out var array);
        var input = new CodedInputStream(array.Array, array.Offset, array.Count);
        var start = input.Position;
        var tag = input.ReadTag();
        var number = WireFormat.GetTagFieldNumber(tag);
        var field = WireFormat.GetTagWireType(tag) switch
        {
            WireFormat.WireType.Varint => new OnnxField(number, input.ReadUInt64(), default),
            WireFormat.WireType.Fixed32 => new OnnxField(number, input.ReadFixed32(), default),
            WireFormat.WireType.Fixed64 => new OnnxField(number, input.ReadFixed64(), default),
            WireFormat.WireType.LengthDelimited => Delimited(),
            var other => throw new InvalidDataException($"An ONNX model has no fields of wire type {other}, which is one of its fields."),
        };
        return (field, (int)(input.Position - start) + field.Bytes.Length);

        OnnxField Delimited()
        {
            var length = input.ReadLength();
            var from = (int)(input.Position - start);
            return length >= 0 && length <= message.Length - from
                ? new OnnxField(number, 0, message.Slice(from, length))
                : throw new InvalidDataException(
                    $"An ONNX model ends too early: expected {length} bytes more, got {message.Length - from}. Fetch or export it again.");
        }
    }
}

/// <summary>A node as a file has it.</summary>
internal sealed record OnnxReadNode(string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    private readonly Dictionary<string, OnnxAttributeValue> _attributes = new(StringComparer.Ordinal);

    /// <summary>Of a Constant.</summary>
    internal OnnxConstant? Value => _attributes.GetValueOrDefault("value")?.Constant;

    internal string Output => Outputs.Count > 0 ? Outputs[0] : "";

    /// <summary>A list of whole numbers; the default where there is none.</summary>
    internal IReadOnlyList<long> Integers(string name, params IReadOnlyList<long> otherwise) =>
        _attributes.GetValueOrDefault(name) is { Integers.Count: > 0 } value ? value.Integers : otherwise;

    /// <summary>One whole number.</summary>
    internal long Integer(string name, long otherwise) => _attributes.GetValueOrDefault(name)?.Integer ?? otherwise;

    /// <summary>One number.</summary>
    internal float Single(string name, float otherwise) => _attributes.GetValueOrDefault(name)?.Single ?? otherwise;

    internal string Text(string name) => _attributes.GetValueOrDefault(name)?.Text ?? "";

    internal static OnnxReadNode Parse(ReadOnlyMemory<byte> message)
    {
        var (operation, inputs, outputs, attributes) = ("", new List<string>(), new List<string>(), new List<OnnxAttributeValue>());
        foreach (var field in OnnxField.Of(message))
        {
            if (field.Number == OnnxFields.Node.Input)
                inputs.Add(field.Text);
            else if (field.Number == OnnxFields.Node.Output)
                outputs.Add(field.Text);
            else if (field.Number == OnnxFields.Node.Operation)
                operation = field.Text;
            else if (field.Number == OnnxFields.Node.Attribute)
                attributes.Add(OnnxAttributeValue.Parse(field.Bytes));
        }
        var node = new OnnxReadNode(operation, inputs, outputs);
        foreach (var attribute in attributes)
            node._attributes[attribute.Name] = attribute;
        return node;
    }
}

/// <summary>An attribute as a file has it: the one of its values that is there.</summary>
internal sealed record OnnxAttributeValue(string Name)
{
    internal long? Integer { get; private init; }

    internal float? Single { get; private init; }

    internal string Text { get; private init; } = "";

    internal List<long> Integers { get; } = [];

    internal OnnxConstant? Constant { get; private init; }

    internal static OnnxAttributeValue Parse(ReadOnlyMemory<byte> message)
    {
        var value = new OnnxAttributeValue("");
        foreach (var field in OnnxField.Of(message))
        {
            value = field.Number switch
            {
                OnnxFields.Attribute.Name => value with { Name = field.Text },
                OnnxFields.Attribute.Single => value with { Single = BitConverter.UInt32BitsToSingle((uint)field.Value) },
                OnnxFields.Attribute.Integer => value with { Integer = (long)field.Value },
                OnnxFields.Attribute.Text => value with { Text = field.Text },
                OnnxFields.Attribute.Tensor => value with { Constant = OnnxConstant.Parse(field.Bytes) },
                _ => value,
            };
            if (field.Number == OnnxFields.Attribute.Integers)
                value.Integers.AddRange(field.Integers());
        }
        return value;
    }
}

/// <summary>A constant as a file has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its sizes, outermost first.</param>
/// <param name="Type">ONNX's number of its element type.</param>
/// <param name="Data">Little-endian numbers, in the order of the file, mostly in one piece.</param>
internal sealed record OnnxConstant(string Name, IReadOnlyList<long> Shape, long Type, IReadOnlyList<ReadOnlyMemory<byte>> Data)
{
    private const long MostElements = int.MaxValue;

    /// <summary>Whether it is of numbers that can be weights.</summary>
    internal bool IsFloatingPoint => Type is OnnxFields.Tensor.Float or OnnxFields.Tensor.Half or OnnxFields.Tensor.Double;

    /// <summary>How many numbers its shape stands for; null where that is more than can be.</summary>
    internal long? Count
    {
        get
        {
            var count = 1L;
            foreach (var size in Shape)
            {
                if (size < 0 || (size > 0 && count > MostElements / size))
                    return null;
                count *= size;
            }
            return count;
        }
    }

    /// <summary>The numbers as float32.</summary>
    /// <exception cref="InvalidDataException">They are of another kind, or there are not as many as the shape says.</exception>
    internal float[] ToSingles()
    {
        var size = Type switch
        {
            OnnxFields.Tensor.Float => sizeof(float),
            OnnxFields.Tensor.Half => sizeof(ushort),
            OnnxFields.Tensor.Double => sizeof(double),
            _ => throw new InvalidDataException(
                $"The constant {SafetensorsFormat.Quote(Name)} of an ONNX model: expected numbers of type float, float16 or double, "
                + $"got the type {Type}. Export the model with its weights in one of these."),
        };
        var bytes = Data.Sum(piece => (long)piece.Length);
        if (Count is not { } count || bytes != count * size || Data.Any(piece => piece.Length % size != 0))
            throw new InvalidDataException(
                $"The constant {SafetensorsFormat.Quote(Name)} of an ONNX model: expected the numbers of the shape "
                + $"{SafetensorsFormat.ShapeText(Shape)}, got {bytes} bytes. Weights in files of their own are not read: export them "
                + "inside the model.");
        var result = new float[count];
        var i = 0;
        foreach (var piece in Data)
        {
            for (var at = 0; at < piece.Length; at += size)
                result[i++] = Number(piece.Span.Slice(at, size));
        }
        return result;
    }

    private static float Number(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        sizeof(ushort) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        sizeof(float) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    internal static OnnxConstant Parse(ReadOnlyMemory<byte> message)
    {
        var (name, type, shape, data) = ("", 0L, new List<long>(), new List<ReadOnlyMemory<byte>>());
        foreach (var field in OnnxField.Of(message))
        {
            if (field.Number == OnnxFields.Tensor.Dimension)
                shape.AddRange(field.Integers());
            else if (field.Number == OnnxFields.Tensor.ElementType)
                type = (long)field.Value;
            else if (field.Number == OnnxFields.Tensor.Name)
                name = field.Text;
            else if (field.Number is OnnxFields.Tensor.RawData or OnnxFields.Tensor.FloatData or OnnxFields.Tensor.DoubleData)
                data.Add(field.Bytes);
        }
        return new OnnxConstant(name, shape, type, data);
    }
}
