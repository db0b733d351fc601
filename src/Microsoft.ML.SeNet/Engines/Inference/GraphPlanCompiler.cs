using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>Makes the steps of a network that is a graph, node by node.</summary>
internal sealed class GraphPlanCompiler(NetworkState trained, NetworkGraph graph, Device device, ScalarType type, string? obstacle)
    : PlanCompiler(trained, device, type, obstacle)
{
    // What one number stands for in each channel of a picture: means, and what is made of them.
    private readonly HashSet<int> _pooled = [];

    protected override void AddSteps()
    {
        foreach (var node in graph.Nodes.Skip(1))
            AddNode(node);
        Add(new FlattenStep(Slot.Of(graph.Nodes[^1].Number), Packs));
    }

    private void AddNode(GraphNode node)
    {
        using var scope = NewDisposeScope();
        var (to, from) = (Slot.Of(node.Number), node.Inputs.Select(input => Slot.Of(input.Number)).ToArray());
        switch (node.Operation)
        {
            case ConvolutionOperation convolution when IsDense(node, convolution):
                _pooled.Add(node.Number);
                Add(new DenseStep(node.Name, Dense(node.Name), convolution.Activation, from[0], to));
                break;
            case ConvolutionOperation convolution:
                AddConvolution(node.Name, Folded(node, convolution), from[0], to);
                break;
            case NormalizationOperation normalization:
                var (scale, shift) = Weights.Normalization(node.Name);
                Add(new NormalizationStep(
                    node.Name, Placed(scale.view(1, -1, 1, 1)), Placed(shift.view(1, -1, 1, 1)), normalization.Activation, from[0], to));
                break;
            case ExcitationOperation:
                AddExcitation(node, from[0], to);
                break;
            case AdaptivePoolingOperation { Side: 1 }:
                _pooled.Add(node.Number);
                Add(new MeanStep(node.Name, Packs, from[0], to));
                break;
            case SumOperation sum:
                Add(new SumStep(node.Name, sum, Packs, from[0], from[1], to));
                break;
            case DropoutOperation:
                Add(new SameStep(node.Name, from[0], to));
                break;
            default:
                Add(new OperationStep(node.Name, node.Operation, to, from));
                break;
        }
    }

    private bool IsDense(GraphNode node, ConvolutionOperation convolution) =>
        _pooled.Contains(node.Inputs[0].Number) && convolution is { Kernel: { Height: 1, Width: 1 }, Groups: 1, Normalization: null };

    private FullyConnected Dense(string layer) => Layer(layer, isOwn: Packs);

    private FoldedConvolution Folded(GraphNode node, ConvolutionOperation convolution) =>
        Folded(node.Name, convolution.Stride, convolution.Groups, convolution.Activation) with { Padding = convolution.Padding };

    private void AddExcitation(GraphNode node, Slot from, Slot to)
    {
        var options = Options.SqueezeExcitation!;
        var isOwn = Packs && options.Squeeze != SeSqueeze.None;
        var (first, second) = (Layer($"{node.Name}.fc1", isOwn), Layer($"{node.Name}.fc2", isOwn));
        Add(new ExcitationStep(node.Name, options, first, second, from, Packs, composed: null));
        Add(new ScaleStep(node.Name, from, to));
    }
}
