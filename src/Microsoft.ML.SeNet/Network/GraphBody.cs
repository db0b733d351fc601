using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>The body of a network that is described as a graph: its layers, and node by node what they compute.</summary>
internal sealed class GraphBody : NetworkBody
{
    private readonly List<(string Name, Module Layer)> _layers = [];
    private readonly Dictionary<string, int> _stages = new(StringComparer.Ordinal);
    private readonly GraphStep[] _steps;
    private readonly IReadOnlyList<GraphNode>[] _lastReads;

    /// <param name="graph">The network.</param>
    /// <param name="excitation">How squeeze and excitation is made where the graph has it.</param>
    /// <param name="epsilon">What batch normalization adds to variances.</param>
    /// <param name="device">Where the weights are, which are yet to be written.</param>
    /// <param name="passes">What computes.</param>
    internal GraphBody(
        NetworkGraph graph, SqueezeExcitationOptions? excitation, double epsilon, Device device, INetworkPasses passes)
    {
        Graph = graph;
        _steps = [.. graph.Nodes.Select(node => Step(node, excitation, epsilon, device, passes))];
        _lastReads = [.. graph.LastReads()];
    }

    internal NetworkGraph Graph { get; }

    /// <summary>What computes each node.</summary>
    internal IReadOnlyList<GraphStep> Steps => _steps;

    internal override IReadOnlyList<(string Name, Module Layer)> Layers => _layers;

    internal override int StageOf(string name)
    {
        for (var part = name; part.Length > 0; part = part[..Math.Max(0, part.LastIndexOf('.'))])
            if (_stages.TryGetValue(part, out var stage))
                return stage;
        return -1;
    }

    internal override Tensor Features(Tensor input, Regularization? chance)
    {
        var values = new Tensor[_steps.Length];
        values[0] = input;
        for (var i = 1; i < _steps.Length; i++)
        {
            Tensor[] inputs = [.. Graph.Nodes[i].Inputs.Select(from => values[from.Number])];
            using (var scope = NewDisposeScope())
                values[i] = _steps[i].Run(inputs, chance).MoveToOuterDisposeScope();
            foreach (var done in _lastReads[i].Where(done => done.Number > 0)) // autograd keeps what it needs
                values[done.Number].Dispose();
        }
        return values[^1].flatten(1); // (N, F)
    }

    private GraphStep Step(
        GraphNode node, SqueezeExcitationOptions? excitation, double epsilon, Device device, INetworkPasses passes)
    {
        var step = new GraphStep(node.Operation, passes);
        switch (node.Operation)
        {
            case ConvolutionOperation convolution:
                step.Convolution = Added(node, node.Name, new SafeConvolution(convolution, device));
                if (convolution.Normalization is { } name)
                    step.Normalization = Added(node, name, BatchNorm2d(node.Channels, eps: epsilon, device: device));
                break;
            case NormalizationOperation:
                step.Normalization = Added(node, node.Name, BatchNorm2d(node.Channels, eps: epsilon, device: device));
                break;
            case ExcitationOperation { HiddenUnits: var hidden }:
                step.Excitation = Added(node, node.Name, new SqueezeExcitation(node.Channels, hidden, excitation!, device));
                break;
        }
        return step;
    }

    private T Added<T>(GraphNode node, string name, T layer) where T : Module
    {
        _layers.Add((name, layer));
        _stages.Add(name, node.Stage);
        return layer;
    }
}
