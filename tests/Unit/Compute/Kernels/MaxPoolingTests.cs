using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Compute.Kernels;

public class MaxPoolingTests : TensorTest
{
    [Fact]
    public void Of_AnyMapsPadded_IsLibtorchs() =>
        KernelCases.ForAnyMaps(maps => Check(maps, 1, nn.functional.max_pool2d(maps, 3, stride: 2, padding: 1)));

    [Fact]
    public void Of_AnyMapsInCeilingMode_IsLibtorchs() => KernelCases.ForAnyMaps(maps =>
    {
        if (maps.shape[2] >= 3 && maps.shape[3] >= 3)
            Check(maps, 0, nn.functional.max_pool2d(maps, 3, stride: 2, ceil_mode: true));
    });

    private static void Check(Tensor maps, int padding, Tensor expected)
    {
        var pooled = MaxPooling.Of(maps, padding, expected.shape[2], expected.shape[3]);

        Close.One("maps", expected.to(ScalarType.Float32), pooled.to(ScalarType.Float32), 0);
        Assert.True(ChannelsLast.Has(pooled));
    }
}
