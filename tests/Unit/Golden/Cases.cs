using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Golden;

/// <summary>Squeeze and excitation as the golden files describe it.</summary>
internal sealed record SeCase(
    int Ratio, SePlacement Placement, SeSqueeze Squeeze, SeGate Gate, bool Bias, SeRounding Rounding, int[]? Stages = null)
{
    internal SqueezeExcitationOptions Options => new()
    {
        ReductionRatio = Ratio,
        Placement = Placement,
        Squeeze = Squeeze,
        Gate = Gate,
        Bias = Bias,
        Rounding = Rounding,
        Stages = Stages is null ? SeStages.All : Stages.Aggregate(SeStages.None, (set, stage) => set | (SeStages)(1 << (stage - 1))),
    };
}

/// <summary>A residual block as the golden files describe it.</summary>
internal sealed record BlockCase(
    string Block, int In, int Planes, int Stride, bool Downsample, int Groups, int BaseWidth, StridePosition StrideIn, SeCase? Se,
    ShortcutKind Shortcut, bool ReluBeforeExcitation, bool HalvesFirst, int ProjectionKernel)
{
    internal BlockOptions Options => new(In, Planes, Stride)
    {
        Kind = Enum.Parse<BlockKind>(Block, ignoreCase: true),
        Groups = Groups,
        BaseWidth = BaseWidth,
        StridePosition = StrideIn,
        SqueezeExcitation = Se?.Options,
        Shortcut = Shortcut,
        ReluBeforeExcitation = ReluBeforeExcitation,
        HalvesFirst = HalvesFirst,
        ProjectionKernel = Math.Max(1, ProjectionKernel),
    };
}

/// <summary>A network as the golden files describe it, with its input and, for training, its optimizer.</summary>
internal sealed record NetworkCase(
    string Network, int Classes, StridePosition StrideIn, SeCase? Se, string Input, long[] InputShape, double BranchScale,
    int Steps, double Lr, double Momentum, bool Nesterov, double WeightDecay,
    StemPooling StemPooling, ShortcutKind Shortcut, bool ReluBeforeExcitation)
{
    internal NetworkOptions Options => new()
    {
        Variant = VariantOf(Network.Replace("_32x4d", "", StringComparison.Ordinal)),
        Classes = Classes,
        Stride = StrideIn,
        SqueezeExcitation = Se?.Options,
        StemPooling = StemPooling,
        Shortcut = Shortcut,
        ReluBeforeExcitation = ReluBeforeExcitation,
    };

    private static SeResNetVariant VariantOf(string name) => Enum.Parse<SeResNetVariant>(name.StartsWith("Res", StringComparison.Ordinal)
        ? $"Se{name}"
        : name.Replace("CifarResNet", "CifarSeResNet", StringComparison.Ordinal));

    /// <summary>Builds the network with pattern weights, its residual branches scaled as the case says.</summary>
    internal SeResNet Build()
    {
        var network = new SeResNet(Options, new Seeds(1));
        Refill(network);
        return network;
    }

    /// <summary>Sets all weights and statistics back to the pattern.</summary>
    internal void Refill(SeResNet network)
    {
        Pattern.Fill(network);
        using var untracked = no_grad();
        foreach (var block in network.Stages.SelectMany(stage => stage))
            block.LastNormalization.weight.mul_(BranchScale);
    }

    /// <summary>Target of sample k: k mod classes.</summary>
    internal Tensor Targets() => arange(InputShape[0]).remainder(Classes);
}
