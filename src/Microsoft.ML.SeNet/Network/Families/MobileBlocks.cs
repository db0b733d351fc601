using Microsoft.ML.SeNet.Network.Graph;

namespace Microsoft.ML.SeNet.Network.Families;

/// <summary>
/// The blocks of mobile networks: a depthwise convolution between 1×1 convolutions, squeeze and excitation behind the depthwise one
/// (Sandler et al., https://arxiv.org/abs/1801.04381; Howard et al., https://arxiv.org/abs/1905.02244, fig. 4). Names are timm's.
/// </summary>
internal static class MobileBlocks
{
    /// <summary>An inverted residual block, MBConv: (N, C, H, W) → (N, C', H/stride, W/stride).</summary>
    internal static GraphNode Inverted(GraphBuilder graph, GraphNode input, MobileBlock block)
    {
        var (name, expands) = (block.Name, block.Expanded != input.Channels);
        var depthwise = expands ? "bn2" : "bn1";
        var maps = expands
            ? graph.Conv(
                input, $"{name}.conv_pw", $"{name}.bn1", block.Expanded, Extent.Square(1), block.Activation, torchvision: block.Part(0))
            : input;
        var part = expands ? 1 : 0;
        maps = graph.Conv(
            maps, $"{name}.conv_dw", $"{name}.{depthwise}", block.Expanded, Extent.Square(block.Kernel), block.Activation, block.Stride,
            groups: block.Expanded, torchvision: block.Part(part++));
        var basis = block.CountsInput ? input.Channels : block.Expanded;
        if (block.Excites && graph.Excites(basis))
            maps = graph.Excite(maps, $"{name}.se", basis, new($"{block.Torchvision}.{part++}"));
        maps = graph.Conv(
            maps, $"{name}.{(expands ? "conv_pwl" : "conv_pw")}", $"{name}.{(expands ? "bn3" : "bn2")}", block.Output, Extent.Square(1),
            Activation.None, torchvision: block.Part(part));
        return block.Stride == 1 && input.Channels == block.Output
            ? graph.Sum(maps, input, name, new SumOperation { DropRate = block.DropRate })
            : maps;
    }

    /// <summary>The nearest multiple of 8, at least 8 and not below 90 % of the number.</summary>
    internal static int MakeDivisible(double channels)
    {
        const int Divisor = 8;
        var rounded = Math.Max(Divisor, (int)(channels + (Divisor / 2.0)) / Divisor * Divisor);
        return rounded < 0.9 * channels ? rounded + Divisor : rounded;
    }
}

/// <summary>What an inverted residual block is made from.</summary>
/// <param name="Name">In the state dictionary.</param>
/// <param name="Torchvision">Torchvision's name of its sequence of layers.</param>
/// <param name="Expanded">Channels of the depthwise convolution.</param>
/// <param name="Output">C'.</param>
/// <param name="Kernel">Side of the depthwise kernel.</param>
/// <param name="Stride">Of the depthwise convolution.</param>
/// <param name="Activation">Behind all but the last convolution.</param>
internal sealed record MobileBlock(
    string Name, string Torchvision, int Expanded, int Output, int Kernel, int Stride, Activation Activation)
{
    /// <summary>Whether it may have squeeze and excitation.</summary>
    internal bool Excites { get; init; } = true;

    /// <summary>Whether the reduction ratio counts from the channels that come in; else from the expanded ones.</summary>
    internal bool CountsInput { get; init; }

    internal double DropRate { get; init; }

    internal TorchvisionName Part(int number) => TorchvisionName.Sequence($"{Torchvision}.{number}");
}
