using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>A residual block as nodes, step for step what <see cref="ResidualBlock"/> computes with the same options.</summary>
/// <param name="layers">Makes the nodes.</param>
/// <param name="options">What the block was built from.</param>
/// <param name="name">Its name in the state dictionary, such as "layer1.0".</param>
internal sealed class OnnxBlock(OnnxLayers layers, BlockOptions options, string name)
{
    /// <summary>(N, C, H, W) → (N, C', H/stride, W/stride).</summary>
    internal string Of(string input)
    {
        var branch = ScaledAt(SePlacement.Standard, Branch(ScaledAt(SePlacement.Pre, input)));
        var identity = ScaledAt(SePlacement.Identity, Shortcut(input));
        return ScaledAt(SePlacement.Post, layers.Relu(layers.Add(branch, identity, name), name));
    }

    private string Branch(string input)
    {
        var (maps, strides) = (input, options.Strides);
        for (var i = 0; i < strides.Length; i++)
        {
            var layer = $"{name}.conv{i + 1}";
            maps = layers.Convolution(maps, layer, strides[i], i == 1 ? options.Groups : 1);
            if (i < strides.Length - 1 || options.BranchEndsWithRelu)
                maps = layers.Relu(maps, layer);
            if (i == 1)
                maps = ScaledAt(SePlacement.After3x3, maps);
        }
        return maps;
    }

    private string Shortcut(string input) =>
        options.NeedsProjection ? layers.Convolution(input, $"{name}.downsample.0", options.Stride)
        : options.ChangesSize ? layers.ParameterFreeShortcut(input, options, $"{name}.shortcut")
        : input;

    private string ScaledAt(SePlacement place, string maps) =>
        options.SqueezeExcitation is { } scaling && scaling.Placement == place ? layers.Scaled(maps, scaling, $"{name}.se") : maps;
}
