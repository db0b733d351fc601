using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// A start for squeeze and excitation in a network whose other weights are those of the trained plain network: the second layer begins at
/// zero, so that all scales are one constant, and the weights beside them take its reciprocal in. The network begins as the function that
/// was trained, and its scales learn from there. (New blocks as in a fresh network would spoil what was learned before the first step.)
/// </summary>
internal static class IdentityStart
{
    private const float Scale = 0.5f;

    /// <summary>Whether there is such a start for these blocks.</summary>
    /// <remarks>
    /// None where scales act on the shortcut or behind the addition, which have no weights to take a constant in; nor where a gate of ReLU
    /// or tanh is 0 at 0 and has no bias to lift it. A gate of ReLU with a bias begins at one and needs no such weights.
    /// </remarks>
    internal static bool IsPossible(NetworkOptions options) =>
        options.Canonical.SqueezeExcitation is not { } se ? false
        : VariantRow.Of(options.Variant) is GraphRow row ? IsPossible(se, row.Graph(options))
        : IsPossible(se);

    private static bool IsPossible(SqueezeExcitationOptions se, NetworkGraph graph) => se.Gate switch
    {
        SeGate.ReLU => se.Bias,
        SeGate.Tanh => se.Bias && AllTaken(graph),
        _ => AllTaken(graph),
    };

    private static bool AllTaken(NetworkGraph graph) =>
        graph.Nodes.Where(node => node.Operation is ExcitationOperation).All(node => ScaleTakers.Of(graph, node) is not null);

    private static bool IsPossible(SqueezeExcitationOptions se) => se.Gate switch
    {
        SeGate.ReLU => se.Bias,
        SeGate.Tanh => se.Bias && IsInsideTheBranch(se.Placement),
        _ => IsInsideTheBranch(se.Placement),
    };

    /// <summary>Puts every block to it. Its other weights are those of the plain network, as they were trained.</summary>
    internal static void Apply(SeResNet network)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var (bias, scale) = Start(network.Options.Canonical.SqueezeExcitation!.Gate);
        if (network.Body is GraphBody body)
            Apply(body, bias, scale);
        foreach (var block in network.Stages.SelectMany(stage => stage))
        {
            if (block.Options.SqueezeExcitation is not { } se)
                continue;
            block.BeginExcitation(bias);
            if (scale != 1)
                foreach (var weight in block.WeightsThatScale(se.Placement))
                    weight.mul_(1 / scale);
        }
    }

    private static void Apply(GraphBody body, float bias, float scale)
    {
        foreach (var node in body.Graph.Nodes.Where(node => node.Operation is ExcitationOperation))
        {
            body.Steps[node.Number].Excitation!.Begin(bias);
            if (scale != 1)
                foreach (var weight in ScaleTakers.Of(body.Graph, node)!.SelectMany(taker => WeightsOf(taker, body)))
                    weight.mul_(1 / scale);
        }
    }

    private static Tensor[] WeightsOf(ScaleTaker taker, GraphBody body)
    {
        var step = body.Steps[taker.Node.Number];
        if (taker.IsBehind)
            return [step.Convolution!.Weight];
        if (step.Normalization is { } normalization)
            return [normalization.weight!, normalization.bias!];
        return step.Convolution!.Bias is { } bias ? [step.Convolution.Weight, bias] : [step.Convolution.Weight];
    }

    private static bool IsInsideTheBranch(SePlacement placement) =>
        placement is SePlacement.Standard or SePlacement.Pre or SePlacement.After3x3;

    /// <summary>The second layer's bias, and what the gate makes of it.</summary>
    private static (float Bias, float Scale) Start(SeGate gate) => gate switch
    {
        SeGate.Sigmoid or SeGate.HardSigmoid => (0, Scale),
        SeGate.ReLU => (1, 1),
        SeGate.Tanh => (MathF.Atanh(Scale), Scale),
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, null),
    };
}
