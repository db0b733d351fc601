using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SeNetMl.Benchmarks.Peers;

/// <summary>A residual block with squeeze and excitation, in TorchSharp's own layers: 3×3 and 3×3, or 1×1,
/// 3×3 and 1×1 to four times the channels.</summary>
internal sealed class PlainBlock : Module<Tensor, Tensor>
{
    /// <summary>How many times its inner channels a bottleneck gives.</summary>
    internal const int Expansion = 4;

    private const int Reduction = 16;

    private readonly (Conv2d Convolution, BatchNorm2d Normalization)[] _branch;
    private readonly (Conv2d Convolution, BatchNorm2d Normalization)? _shortcut;
    private readonly Conv2d fc1;
    private readonly Conv2d fc2;

    internal PlainBlock(int input, int planes, int stride, bool bottleneck) : base(nameof(PlainBlock))
    {
        var output = bottleneck ? planes * Expansion : planes;
        _branch = bottleneck
            ? [Pair("1", input, planes, 1, 1), Pair("2", planes, planes, 3, stride), Pair("3", planes, output, 1, 1)]
            : [Pair("1", input, planes, 3, stride), Pair("2", planes, planes, 3, 1)];
        _shortcut = stride != 1 || input != output ? Pair("_shortcut", input, output, 1, stride) : null;
        fc1 = Conv2d(output, output / Reduction, 1);
        fc2 = Conv2d(output / Reduction, output, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = PlainLayers.Apply(_branch[0], input);
        foreach (var pair in _branch[1..])
            maps = PlainLayers.Apply(pair, functional.relu(maps, inplace: true));
        var squeezed = functional.relu(PlainLayers.Apply(fc1, functional.adaptive_avg_pool2d(maps, 1)), inplace: true);
        var identity = _shortcut is { } shortcut ? PlainLayers.Apply(shortcut, input) : input;
        var sum = maps.mul(PlainLayers.Apply(fc2, squeezed).sigmoid()).add_(identity);
        return functional.relu(sum, inplace: true).MoveToOuterDisposeScope();
    }

    private (Conv2d, BatchNorm2d) Pair(string name, int input, int output, int kernel, int stride)
    {
        var pair = PlainLayers.Pair(input, output, kernel, stride);
        register_module("conv" + name, pair.Convolution);
        register_module("bn" + name, pair.Normalization);
        return pair;
    }
}
