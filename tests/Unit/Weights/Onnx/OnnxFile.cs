namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>An ONNX model as its bytes tell it.</summary>
internal sealed class OnnxFile
{
    internal OnnxFile(byte[] bytes)
    {
        var model = new ProtoFields(bytes);
        (IrVersion, Producer) = (model.Number(1), model.Text(2));
        Opsets = [.. model.Messages(8).Select(opset => opset.Number(2))];
        Metadata = model.Messages(14).ToDictionary(entry => entry.Text(1), entry => entry.Text(2));
        var graph = model.Message(7);
        Name = graph.Text(2);
        Nodes = [.. graph.Messages(1).Select(node => new OnnxFileNode(node))];
        Constants = graph.Messages(5).Select(tensor => new OnnxFileTensor(tensor)).ToDictionary(tensor => tensor.Name);
        Inputs = [.. graph.Messages(11).Select(Value)];
        Outputs = [.. graph.Messages(12).Select(Value)];
    }

    internal long IrVersion { get; }

    internal string Producer { get; }

    internal string Name { get; }

    internal long[] Opsets { get; }

    internal IReadOnlyDictionary<string, string> Metadata { get; }

    internal OnnxFileNode[] Nodes { get; }

    internal IReadOnlyDictionary<string, OnnxFileTensor> Constants { get; }

    /// <summary>Such as "Pixels float(N, 3, 16, 16)".</summary>
    internal string[] Inputs { get; }

    internal string[] Outputs { get; }

    private static string Value(ProtoFields value)
    {
        var tensor = value.Message(2).Message(1);
        var sizes = tensor.Message(2).Messages(1).Select(size => size.Has(2) ? size.Text(2) : $"{size.Number(1)}");
        return $"{value.Text(1)} {(tensor.Number(1) == 1 ? "float" : "other")}({string.Join(", ", sizes)})";
    }
}

/// <summary>A node of a graph.</summary>
internal sealed class OnnxFileNode(ProtoFields node)
{
    private readonly Dictionary<string, long[]> _attributes = node.Messages(5).ToDictionary(
        attribute => attribute.Text(1),
        attribute => attribute.Number(20) switch
        {
            1 => [attribute.Number(2)],
            2 => [attribute.Number(3)],
            7 => attribute.Numbers(8),
            var kind => throw new InvalidDataException($"attribute of kind {kind}"),
        });

    internal string[] Inputs { get; } = node.Texts(1);

    internal string Output { get; } = node.Text(2);

    internal string Name { get; } = node.Text(3);

    internal string Operation { get; } = node.Text(4);

    internal long[] Attribute(string name) => _attributes[name];

    /// <summary>A number that is no whole one.</summary>
    internal float Single(string name) => BitConverter.Int32BitsToSingle((int)_attributes[name].Single());

    /// <summary>Such as "Conv(group 1; kernel_shape 3, 3; pads 1, 1, 1, 1; strides 2, 2)".</summary>
    public override string ToString() =>
        $"{Operation}"
        + $"({
            string.Join("; ", _attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{
            attribute.Key} {string.Join(", ", attribute.Value)}"))})";
}

/// <summary>A constant of a graph.</summary>
internal sealed class OnnxFileTensor(ProtoFields tensor)
{
    internal string Name { get; } = tensor.Text(8);

    internal long[] Shape { get; } = tensor.Numbers(1);

    internal bool IsFloat { get; } = tensor.Number(2) == 1;

    internal ReadOnlyMemory<byte> Data { get; } = tensor.Bytes(9);

    internal long[] Longs => ProtoFields.Longs(Data.Span);
}
