using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SeNet;
using SeNetMl.Benchmarks.Peers;
using static TorchSharp.torch;

namespace SeNetMl.Benchmarks.Tests;

/// <summary>Whether the peers that this program has in itself do the same work as ours.</summary>
public class PeersTests
{
    private const int Side = InferenceWorks.Side;

    [Fact]
    public void PlainNetworks_HaveAsManyWeightsAsOurs()
    {
        using var large = PlainSeResNet.SeResNet50();
        using var small = PlainSeResNet.SeResNet20();

        Assert.Equal((Count(SeResNetVariant.SeResNet50, 1000), Count(SeResNetVariant.CifarSeResNet20, 10)), (Count(large), Count(small)));
    }

    [Fact]
    public void PlainNetwork_WeightsChannelsLastAndRounded_GivesTheSameLogitsUpToRounding()
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var network = PlainSeResNet.SeResNet20();
        network.eval();
        var pictures = randn(2, 3, 32, 32);
        var expected = network.call(pictures);

        PlainLayers.MakeChannelsLast(network);
        var laidOut = network.call(PlainLayers.ChannelsLast(pictures));
        PlainLayers.Round(network);
        var rounded = network.call(PlainLayers.ChannelsLast(pictures).to(ScalarType.BFloat16));

        Assert.Equal((ScalarType.Float32, ScalarType.BFloat16), (laidOut.dtype, rounded.dtype));
        Assert.InRange(Largest(laidOut - expected) / Largest(expected), 0, 1e-4);
        Assert.InRange(Largest(rounded.to(ScalarType.Float32) - expected) / Largest(expected), 0, 0.1);
    }

    [Fact]
    public void PlainNetwork_Rounding_ReachesEveryWeightWithItsGradient()
    {
        using var scope = NewDisposeScope();
        using var network = PlainSeResNet.SeResNet20();
        PlainLayers.MakeChannelsLast(network);

        network.call(PlainLayers.ChannelsLast(randn(2, 3, 32, 32)).to(ScalarType.BFloat16)).to(ScalarType.Float32).sum().backward();

        Assert.All(network.named_parameters(), item => Assert.Equal((item.name, ScalarType.Float32), (item.name, item.parameter.grad?.dtype)));
    }

    [Fact]
    public void OnnxRuntime_OnOurExport_GivesOurProbabilities()
    {
        byte[] pixels = [.. Enumerable.Range(0, Side * Side * 3).Select(i => (byte)(i * 31 / Side))]; // (H, W, 3)
        float[] planes = [.. Enumerable.Range(0, pixels.Length).Select(i => (float)pixels[((i % (Side * Side)) * 3) + (i / (Side * Side))])]; // (3, H, W)
        using var peer = new OnnxRuntimePeer(threads: 1);
        using var given = OrtValue.CreateTensorValueFromMemory(planes, [1, 3, Side, Side]);

        var scores = peer.Score(given);

        Assert.Equal(1000, scores.Length);
        Assert.InRange(scores.Zip(InferenceWorks.Probabilities(pixels)).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1e-5);
    }

    private static long Count(SeResNetVariant variant, int classes)
    {
        using var network = new SeResNet(new NetworkOptions { Variant = variant, Classes = classes }, seed: 1);
        return Count(network);
    }

    private static long Count(nn.Module network) => network.parameters().Sum(parameter => parameter.numel());

    private static double Largest(Tensor tensor) => tensor.abs().max().to(ScalarType.Float64).item<double>();
}
