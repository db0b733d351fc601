using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Compute.Kernels;

public class ChannelMeansTests : TensorTest
{
    [Fact]
    public void Of_AnyMaps_IsTheMeanOverPositions() => KernelCases.ForAnyMaps(maps =>
    {
        var means = ChannelMeans.Of(maps);

        Assert.Equal([maps.shape[0], maps.shape[1]], means.shape);
        Close.One("means", maps.to(ScalarType.Float64).mean([2, 3]).to(ScalarType.Float32), means, 1e-6);
    });

    [Fact]
    public void Of_LargeMaps_RoundsLittle()
    {
        using var scope = NewDisposeScope();
        var maps = KernelCases.Maps(1, 64, 200, 200, seed: 1, ScalarType.Float32).abs();

        Close.One("means", maps.to(ScalarType.Float64).mean([2, 3]).to(ScalarType.Float32), ChannelMeans.Of(maps), 3e-6);
    }
}
