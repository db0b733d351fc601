namespace Microsoft.ML.SeNet.Network.Graph;

/// <summary>What of a network its user chooses, as far as a graph depends on it.</summary>
/// <param name="InputChannels">Channels of the pictures.</param>
/// <param name="HiddenUnits">
/// For a stage and the channels that the reduction ratio counts from, the units of squeeze and excitation's hidden layer; null where that
/// stage has none.
/// </param>
internal sealed record GraphRequest(int InputChannels, Func<int, int, int?> HiddenUnits);

/// <summary>A graph in the making: each call adds a node behind others and gives it.</summary>
internal sealed class GraphBuilder
{
    private readonly GraphRequest _request;
    private readonly List<GraphNode> _nodes = [];

    internal GraphBuilder(GraphRequest request)
    {
        _request = request;
        Input = Add("input", new InputOperation(), request.InputChannels);
    }

    /// <summary>The pictures.</summary>
    internal GraphNode Input { get; }

    /// <summary>The stage that nodes are added to, from 0; −1 for the stem.</summary>
    internal int Stage { get; set; } = -1;

    /// <summary>A convolution, batch normalization, activation; without bias and padded by half its kernel unless told otherwise.</summary>
    internal GraphNode Conv(
        GraphNode from, string name, string normalization, int to, Extent kernel, Activation activation, int stride = 1, int groups = 1,
        Extent? padding = null, bool bias = false, TorchvisionName? torchvision = null) =>
        Add(
            name,
            Convolution(from, to, kernel, stride, groups, padding) with
            {
                Normalization = normalization, HasBias = bias, Activation = activation,
            },
            to, torchvision, from);

    /// <summary>A convolution with bias, and an activation.</summary>
    internal GraphNode BiasedConv(
        GraphNode from, string name, int to, Extent kernel, Activation activation, Extent? padding = null,
        TorchvisionName? torchvision = null) =>
        Add(name, Convolution(from, to, kernel, 1, 1, padding) with { HasBias = true, Activation = activation }, to, torchvision, from);

    /// <summary>A convolution alone.</summary>
    internal GraphNode BareConv(GraphNode from, string name, int to, Extent kernel, int stride = 1) =>
        Add(name, Convolution(from, to, kernel, stride, 1, null), to, from);

    internal GraphNode Norm(GraphNode from, string name, Activation activation = Activation.None) =>
        Add(name, new NormalizationOperation(activation), from.Channels, from);

    internal GraphNode Activate(GraphNode from, string name, Activation activation) =>
        Add(name, new ActivationOperation(activation), from.Channels, from);

    /// <summary>Squeeze and excitation, where the user wants it in this stage.</summary>
    /// <param name="from">What is scaled.</param>
    /// <param name="name">Of the block.</param>
    /// <param name="basis">The channels that the reduction ratio counts from; those that are scaled where null.</param>
    /// <param name="torchvision">What torchvision calls it.</param>
    internal GraphNode Excite(GraphNode from, string name, int? basis = null, TorchvisionName? torchvision = null) =>
        _request.HiddenUnits(Stage, basis ?? from.Channels) is { } hidden
            ? Add(name, new ExcitationOperation(hidden), from.Channels, torchvision, from)
            : from;

    /// <summary>Whether <see cref="Excite"/> adds something here.</summary>
    internal bool Excites(int channels) => _request.HiddenUnits(Stage, channels) is not null;

    internal GraphNode Pool(GraphNode from, string name, PoolingOperation pooling) => Add(name, pooling, from.Channels, from);

    internal GraphNode AdaptivePool(GraphNode from, string name, int side = 1) =>
        Add(name, new AdaptivePoolingOperation(side), from.Channels, from);

    internal GraphNode Sum(GraphNode branch, GraphNode identity, string name, SumOperation? sum = null) =>
        Add(name, sum ?? new SumOperation(), branch.Channels, branch, identity);

    internal GraphNode Concatenate(string name, Activation activation, params GraphNode[] parts) =>
        Add(name, new ConcatenationOperation(activation), parts.Sum(part => part.Channels), parts);

    internal GraphNode Shuffle(GraphNode from, string name, int groups) => Add(name, new ShuffleOperation(groups), from.Channels, from);

    internal GraphNode Shake(GraphNode one, GraphNode other, string name) => Add(name, new ShakeOperation(), one.Channels, one, other);

    internal GraphNode Sample(GraphNode from, string name, int offset, int stride) =>
        Add(name, new SamplingOperation(offset, stride), from.Channels, from);

    internal GraphNode Dropout(GraphNode from, string name, double rate) => Add(name, new DropoutOperation(rate), from.Channels, from);

    /// <summary>The graph, whose last node is the one that was added last.</summary>
    internal NetworkGraph ToGraph(double headDropout = 0) => new([.. _nodes], headDropout);

    private static ConvolutionOperation Convolution(GraphNode from, int to, Extent kernel, int stride, int groups, Extent? padding) =>
        new(from.Channels, to, kernel, stride, padding ?? kernel.Half, groups);

    private GraphNode Add(string name, Operation operation, int channels, params GraphNode[] inputs) =>
        Add(name, operation, channels, null, inputs);

    private GraphNode Add(string name, Operation operation, int channels, TorchvisionName? torchvision, params GraphNode[] inputs)
    {
        var node = new GraphNode(_nodes.Count, name, Stage, operation, inputs, channels) { Torchvision = torchvision };
        _nodes.Add(node);
        return node;
    }
}
