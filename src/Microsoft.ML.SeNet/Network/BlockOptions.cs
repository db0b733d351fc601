using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>Everything that a residual block is made from.</summary>
/// <param name="Input">Channels that come in.</param>
/// <param name="Planes">The stage's width: output channels of a basic block, a quarter of those of a bottleneck.</param>
/// <param name="Stride">Stride of the block, 1 or 2.</param>
internal sealed record BlockOptions(int Input, int Planes, int Stride)
{
    internal const int BottleneckExpansion = 4;

    internal BlockKind Kind { get; init; } = BlockKind.Basic;

    internal int Groups { get; init; } = 1;

    internal int BaseWidth { get; init; } = 64;

    internal StridePosition StridePosition { get; init; } = StridePosition.ThreeByThree;

    internal SqueezeExcitationOptions? SqueezeExcitation { get; init; }

    /// <summary>Channels that go out.</summary>
    internal int Output => Kind == BlockKind.Basic ? Planes : Planes * BottleneckExpansion;

    /// <summary>Channels inside a bottleneck (Xie et al., https://arxiv.org/abs/1611.05431, table 1).</summary>
    internal int Width => Planes * BaseWidth / 64 * Groups;

    /// <summary>Whether the first 1×1 convolution of a bottleneck has half of <see cref="Width"/>.</summary>
    internal bool HalvesFirst { get; init; }

    /// <summary>Channels behind the first convolution of a bottleneck.</summary>
    internal int FirstWidth => HalvesFirst ? Width / 2 : Width;

    internal ShortcutKind Shortcut { get; init; } = ShortcutKind.Projection;

    /// <summary>Side of the projection's kernel where the block has a stride.</summary>
    internal int ProjectionKernel { get; init; } = 1;

    /// <summary>Whether a basic block applies one more ReLU before squeeze and excitation.</summary>
    internal bool ReluBeforeExcitation { get; init; }

    /// <summary>Channels of the maps that squeeze and excitation scales.</summary>
    internal int ScaledChannels => SqueezeExcitation?.Placement switch
    {
        SePlacement.Pre => Input,
        SePlacement.After3x3 => Width,
        _ => Output,
    };

    /// <summary>Whether the branch ends with that ReLU: bottlenecks have none, whatever is asked for.</summary>
    internal bool BranchEndsWithRelu => Kind == BlockKind.Basic && ReluBeforeExcitation;

    /// <summary>The strides of the residual branch's convolutions, in order.</summary>
    internal int[] Strides => (Kind, StridePosition) switch
    {
        (BlockKind.Basic, _) => [Stride, 1],
        (_, StridePosition.OneByOne) => [Stride, 1, 1],
        _ => [1, Stride, 1],
    };

    internal bool ChangesSize => Stride != 1 || Input != Output;

    internal bool NeedsProjection => ChangesSize && Shortcut == ShortcutKind.Projection;

    internal ResidualBlock Build(Device device, INetworkPasses passes) =>
        Kind == BlockKind.Basic ? new BasicBlock(this, device, passes) : new BottleneckBlock(this, device, passes);
}
