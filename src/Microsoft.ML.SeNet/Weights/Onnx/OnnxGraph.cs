using Fields = Microsoft.ML.SeNet.Weights.Onnx.OnnxFields.Graph;
using NodeFields = Microsoft.ML.SeNet.Weights.Onnx.OnnxFields.Node;
using ValueFields = Microsoft.ML.SeNet.Weights.Onnx.OnnxFields.Value;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>A graph in the making. Nodes stand in the order in which they are computed.</summary>
internal sealed class OnnxGraph
{
    private readonly OnnxMessage _message = new();
    private readonly List<OnnxTensor> _constants = [];

    /// <summary>The graph without its constants.</summary>
    internal OnnxMessage Message => _message;

    /// <summary>Its constants.</summary>
    internal IReadOnlyList<OnnxTensor> Constants => _constants;

    /// <summary>Names the graph.</summary>
    internal void Name(string name) => _message.Add(Fields.Name, name);

    /// <summary>Adds the input.</summary>
    /// <returns>Its name.</returns>
    internal string Input(string name, string description, params IReadOnlyList<OnnxSize> shape)
    {
        _message.Add(Fields.Input, Value(name, description, shape));
        return name;
    }

    /// <summary>Declares the output, which a node makes.</summary>
    internal void Output(string name, string description, params IReadOnlyList<OnnxSize> shape) =>
        _message.Add(Fields.Output, Value(name, description, shape));

    /// <summary>Adds a constant.</summary>
    internal void Add(OnnxTensor constant) => _constants.Add(constant);

    /// <summary>Adds a node.</summary>
    /// <param name="operation">What it computes.</param>
    /// <param name="place">The part of the network that it is in, such as "layer1.0.conv1".</param>
    /// <param name="inputs">What it takes, by name.</param>
    /// <param name="attributes">How it computes.</param>
    /// <returns>The name of its output, which is its own: place and operation.</returns>
    internal string Node(string operation, string place, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxMessage> attributes)
    {
        var name = $"{place}.{operation}";
        Node(operation, name, name, inputs, attributes);
        return name;
    }

    /// <summary>Adds a node whose output has a name of its own.</summary>
    internal void Node(
        string operation, string name, string output, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxMessage> attributes)
    {
        var node = inputs.Aggregate(new OnnxMessage(), (message, input) => message.Add(NodeFields.Input, input))
            .Add(NodeFields.Output, output).Add(NodeFields.Name, name).Add(NodeFields.Operation, operation);
        _message.Add(Fields.Node, attributes.Aggregate(node, (message, attribute) => message.Add(NodeFields.Attribute, attribute)));
    }

    private static OnnxMessage Value(string name, string description, IReadOnlyList<OnnxSize> shape)
    {
        var sizes = shape.Aggregate(new OnnxMessage(), (message, size) => message.Add(ValueFields.Dimension, size.ToMessage()));
        var type = new OnnxMessage().Add(ValueFields.ElementType, OnnxFields.Tensor.Float).Add(ValueFields.Shape, sizes);
        return new OnnxMessage()
            .Add(ValueFields.Name, name)
            .Add(ValueFields.Type, new OnnxMessage().Add(ValueFields.TensorType, type))
            .Add(ValueFields.Description, description);
    }
}
