using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class FoldedWeightsTests : TensorTest
{
    private static readonly NetworkOptions s_options = new() { Variant = SeResNetVariant.CifarSeResNet164, Classes = 5 };

    [Fact]
    public void Convolution_AndItsNormalization_AreOne()
    {
        using var scope = NewDisposeScope();
        using var state = State();
        (string, string)[] layers =
            [("conv1", "bn1"), ("layer1.0.conv3", "layer1.0.bn3"), ("layer2.0.downsample.0", "layer2.0.downsample.1")];
        var trained = state.Tensors.ToDictionary(item => item.Key, item => item.Value.to(float64));
        foreach (var (layer, norm) in layers)
        {
            var input = randn([2, trained[$"{layer}.weight"].shape[1], 7, 5], float64);

            var (weight, bias) = new FoldedWeights(state).Convolution(layer);

            var expected = nn.functional.batch_norm(
                nn.functional.conv2d(input, trained[$"{layer}.weight"]), trained[$"{norm}.running_mean"], trained[$"{norm}.running_var"],
                trained[$"{norm}.weight"], trained[$"{norm}.bias"], training: false);
            Assert.Equal((ScalarType.Float64, ScalarType.Float64), (weight.dtype, bias.dtype));
            Close.One(layer, expected, nn.functional.conv2d(input, weight, bias), 1e-12);
        }
    }

    [Fact]
    public void ToDictionary_AllLayers_HasConvolutionsWithBiasAndNoNormalization()
    {
        using var scope = NewDisposeScope();
        using var state = State();

        var all = new FoldedWeights(state).ToDictionary();

        var norms = Named(state, "running_var").Select(name => name[..name.LastIndexOf('.')]).ToHashSet();
        var kept = state.Tensors.Keys.Where(name => !norms.Contains(name[..name.LastIndexOf('.')]));
        var layers = norms.Select(
            norm => norm.Replace("bn", "conv", StringComparison.Ordinal).Replace("sample.1", "sample.0", StringComparison.Ordinal));
        var biases = layers.Select(layer => $"{layer}.bias");
        Assert.Equal(kept.Concat(biases).Order(), all.Keys.Order());
        Assert.All(all, item => Assert.Equal(ScalarType.Float32, item.Value.dtype));
        Assert.Same(state.Tensors["fc.weight"], all["fc.weight"]);
        Close.One("conv1.weight", new FoldedWeights(state).Convolution("conv1").Weight.to(float32), all["conv1.weight"], 0);
    }

    private static IEnumerable<string> Named(NetworkState state, string kind) =>
        state.Tensors.Keys.Where(name => name.EndsWith(kind, StringComparison.Ordinal));

    private static NetworkState State()
    {
        using var network = new SeResNet(s_options, new Seeds(1));
        Pattern.Fill(network);
        return NetworkState.Of(network);
    }
}
