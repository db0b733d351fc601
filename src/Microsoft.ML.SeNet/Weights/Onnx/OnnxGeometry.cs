using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>What weights alone do not tell of a network, as a graph has it.</summary>
/// <param name="Pooling">The pooling of the stem; null for none.</param>
/// <param name="Blocks">One after the other.</param>
internal sealed record OnnxGeometry(OnnxReadNode? Pooling, IReadOnlyList<OnnxBlockGeometry> Blocks)
{
    internal Normalization? Normalization { get; init; }

    /// <summary>Whether the graph has a fully connected layer at its end.</summary>
    internal bool HasHead { get; init; } = true;

    /// <summary>The network that was recognized by its weights, with what the graph says besides.</summary>
    /// <param name="recognized">Its weights fit.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">The graph computes something else with them.</exception>
    internal NetworkOptions Conformed(NetworkOptions recognized, string file)
    {
        var network = recognized with
        {
            Stride = Blocks.Any(block => block.Convolutions is [{ Stride: 2 }, _, _])
                ? StridePosition.OneByOne
                : StridePosition.ThreeByThree,
            StemPooling = Pooling is null ? StemPooling.Padded : PoolingOf(Pooling, file),
            ReluBeforeExcitation = Blocks[0].EndsWithRelu,
        };
        var expected = NetworkLayout.Stages(network).SelectMany(stage => stage).ToList();
        foreach (var (block, options) in Blocks.Zip(expected))
            block.Check(options, file);
        return network;
    }

    private static StemPooling PoolingOf(OnnxReadNode pooling, string file) =>
        (pooling.Integers("kernel_shape"), pooling.Integers("strides"),
            pooling.Integers("pads", 0, 0, 0, 0), pooling.Integer("ceil_mode", 0))
            switch
            {
                ([3, 3], [2, 2], [1, 1, 1, 1] or [1, 1, 0, 0], 0) => StemPooling.Padded,
                ([3, 3], [2, 2], [0, 0, 0, 0], 1) or ([3, 3], [2, 2], [0, 0, 1, 1], 0) => StemPooling.Ceiling,
                _ => throw Odd(file, "a pooling of 3×3 with stride 2 and one row of padding, or none and sizes rounded up",
                    $"kernel {Text(pooling, "kernel_shape")}, strides {Text(pooling, "strides")}, pads {Text(pooling, "pads")}"),
            };

    private static string Text(OnnxReadNode node, string name) => $"({string.Join(", ", node.Integers(name))})";

    internal static InvalidDataException Odd(string file, string expected, string got) => new(
        $"'{file}' is no residual network that can be read from ONNX: expected {expected}, got {got}. Export a network of the README.");
}

/// <summary>The convolutions of a block.</summary>
/// <param name="Convolutions">Those of the branch, in order.</param>
/// <param name="EndsWithRelu">Whether the branch has a ReLU at its end, before squeeze and excitation.</param>
internal sealed record OnnxBlockGeometry(IReadOnlyList<OnnxConvolutionGeometry> Convolutions, bool EndsWithRelu)
{
    /// <summary>The shortcut's; null where there is none.</summary>
    internal OnnxConvolutionGeometry? Projection { get; init; }

    /// <exception cref="InvalidDataException">It is not as the options describe it.</exception>
    internal void Check(BlockOptions options, string file)
    {
        int[] groups = options.Kind == BlockKind.Basic ? [1, 1] : [1, options.Groups, 1];
        var expected = options.Strides.Zip(groups, (stride, group) => new OnnxConvolutionGeometry(stride, group));
        if (!Convolutions.SequenceEqual(expected) || EndsWithRelu != options.BranchEndsWithRelu
            || (Projection is { } projection && projection != new OnnxConvolutionGeometry(options.Stride, 1)))
            throw OnnxGeometry.Odd(
                file, $"convolutions of {string.Join(", ", expected)} in a block, and a shortcut of stride {options.Stride}",
                $"{string.Join(", ", Convolutions)}, and a shortcut of {Projection?.ToString() ?? "none"}");
    }
}

/// <summary>How a convolution goes over maps, its padding being half its kernel.</summary>
internal sealed record OnnxConvolutionGeometry(long Stride, long Groups)
{
    public override string ToString() => Groups == 1 ? $"stride {Stride}" : $"stride {Stride} in {Groups} groups";

    /// <summary>
    /// Reads it. With a stride of 2 and a kernel k, pads of k / 2 before and k / 2 − 1 behind are those of k / 2 all around, on maps of
    /// even size, as CNTK wrote them.
    /// </summary>
    /// <exception cref="InvalidDataException">It is none that the networks here have.</exception>
    internal static OnnxConvolutionGeometry Of(OnnxReadNode node, IReadOnlyList<long> weight, OnnxLayerReader layers)
    {
        var (strides, pads, dilations) =
            (node.Integers("strides", 1, 1), node.Integers("pads", 0, 0, 0, 0), node.Integers("dilations", 1, 1));
        var half = weight[2] / 2;
        var isPadded = pads.SequenceEqual([half, half, half, half])
            || (strides is [2, 2] && half > 0 && pads.SequenceEqual([half, half, half - 1, half - 1]));
        if (weight[2] != weight[3] || weight[2] % 2 == 0 || strides is not [1 or 2, 1 or 2] || strides[0] != strides[1] || !isPadded
            || dilations is not [1, 1] || node.Text("auto_pad") is not ("" or "NOTSET"))
            throw layers.Unexpected("convolutions with square odd kernels, strides of 1 or 2, and padding of half the kernel all around",
                $"a kernel {SafetensorsFormat.ShapeText(weight)} with strides ({string.Join(", ", strides)}), pads "
                + $"({string.Join(", ", pads)}), dilations ({string.Join(", ", dilations)}), auto_pad '{node.Text("auto_pad")}'");
        return new OnnxConvolutionGeometry(strides[0], node.Integer("group", 1));
    }
}
