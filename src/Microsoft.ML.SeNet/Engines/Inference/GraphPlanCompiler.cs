using Microsoft.ML.SeNet.Engines.Inference.Tiled;
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

    // Maps that are still to be scaled by the factors that were computed last: where they are, by what scales them.
    private readonly Dictionary<int, Slot> _unscaled = [];

    // Convolutions that wait for the addition behind them.
    private readonly Dictionary<int, WaitingConvolution> _waiting = [];

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
                AddConvolution(node, convolution, from[0], to);
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
            case SumOperation when _waiting.Remove(node.Inputs[0].Number, out var branch):
                Add(new FusedConvolutionStep(branch.Layer, branch.What, branch.Kernel, branch.From, branch.IsScaled, from[1], to));
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

    /// <summary>A convolution, with the factors before it and the addition behind it where its kernel takes them in.</summary>
    private void AddConvolution(GraphNode node, ConvolutionOperation operation, Slot from, Slot to)
    {
        var isScaled = _unscaled.Remove(node.Inputs[0].Number, out var unscaled);
        var sum = operation.Activation == Activation.None ? SumBehind(node) : null;
        var convolution = Folded(node, operation);
        if (sum is { Scale: not 1 and var scale })
            convolution = convolution with { Weight = convolution.Weight * scale, Bias = convolution.Bias * scale };
        if (sum is not null)
            convolution = convolution with { Activation = sum.Activation };
        var kernel = Kernel(convolution, inGraph: true);
        if (sum is not null)
            _waiting.Add(node.Number, new WaitingConvolution(node.Name, $"{convolution}", kernel, isScaled ? unscaled : from, isScaled));
        else if (isScaled)
            Add(new FusedConvolutionStep(node.Name, $"{convolution}", kernel, unscaled, isScaled: true, identity: null, to));
        else
            Add(new ConvolutionStep(node.Name, convolution, kernel, from, to));
    }

    private void AddExcitation(GraphNode node, Slot from, Slot to)
    {
        var options = Options.SqueezeExcitation!;
        var isOwn = Packs && options.Squeeze != SeSqueeze.None;
        var (first, second) = (Layer($"{node.Name}.fc1", isOwn), Layer($"{node.Name}.fc2", isOwn));
        Add(new ExcitationStep(node.Name, options, first, second, from, Packs, composed: null));
        if (isOwn && ReaderOf(node) is { Operation: ConvolutionOperation next } reader && reader.Number == node.Number + 1
            && IsPointwise(reader, next))
            _unscaled.Add(node.Number, from);
        else
            Add(new ScaleStep(node.Name, from, to));
    }

    /// <summary>The addition that alone reads a convolution as its branch, where that can be done in the same pass.</summary>
    private SumOperation? SumBehind(GraphNode node) =>
        ReaderOf(node) is { Operation: SumOperation sum } reader && reader.Number == node.Number + 1
        && reader.Inputs[0].Number == node.Number && reader.Inputs[1].Number != node.Number
        && IsPointwise(node, (ConvolutionOperation)node.Operation)
            ? sum
            : null;

    /// <summary>The one node that reads another; null where there are several.</summary>
    private GraphNode? ReaderOf(GraphNode node)
    {
        var readers = graph.Nodes.Where(reader => reader.Inputs.Any(input => input.Number == node.Number)).Take(2).ToList();
        return readers is [var only] ? only : null;
    }

    /// <summary>Whether a convolution's kernel will scale and add.</summary>
    private bool IsPointwise(GraphNode node, ConvolutionOperation convolution) =>
        Packs && !IsDense(node, convolution)
        && Weights.Find($"{node.Name}.weight")!.to(Type) is var weight
        && RowConvolution.IsPointwise(weight, convolution.Stride, convolution.Padding)
        && RowConvolution.Obstacle(weight, convolution.Stride, convolution.Padding, convolution.Groups) is null;

    private sealed record WaitingConvolution(string Layer, string What, ConvolutionKernel Kernel, Slot From, bool IsScaled);
}
