using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Compute.Kernels;

public class BFloat16RoundingTests : TensorTest
{
    [Theory]
    [InlineData(1, 3, 2, 2)] // fewer numbers than a vector
    [InlineData(1, 16, 1, 1)]
    [InlineData(2, 3, 5, 7)]
    [InlineData(4, 3, 129, 131)] // for more than one thread
    public void To_BFloat16_RoundsAsLibtorchAndIsChannelsLast(long pictures, long channels, long height, long width)
    {
        using var scope = NewDisposeScope();
        foreach (var maps in (Tensor[])[randn(pictures, channels, height, width),
            randn(pictures, height, width, channels).permute(0, 3, 1, 2)])
        {
            var answer = BFloat16Rounding.To(maps, ScalarType.BFloat16);

            Assert.Equal(ScalarType.BFloat16, answer.dtype);
            Close.One("maps", maps.to(ScalarType.BFloat16).to(ScalarType.Float32), answer.to(ScalarType.Float32), 0);
        }
        Assert.True(BFloat16Rounding.To(randn(2, 9, 9, 3).permute(0, 3, 1, 2), ScalarType.BFloat16).permute(0, 2, 3, 1).is_contiguous());
    }

    [Fact]
    public void To_TiesAndEnds_AreLibtorchs()
    {
        using var scope = NewDisposeScope();
        float[] numbers = [.. new uint[] { 0x3F808000, 0x3F818000, 0x3F808001, 0x7F7FFFFF, 0x7F800000, 0xFF800000, 0x80000000, 0x00000001 }
            .Select(BitConverter.UInt32BitsToSingle)];
        var maps = tensor([.. numbers, .. numbers, .. numbers], [1, 1, 1, 24]).permute(0, 3, 1, 2);

        Assert.Equal(Numbers(maps.to(ScalarType.BFloat16)), Numbers(BFloat16Rounding.To(maps, ScalarType.BFloat16)));
    }

    [Fact]
    public void To_ItsOwnType_IsTheSameNumbers()
    {
        using var scope = NewDisposeScope();
        var maps = randn(1, 3, 4, 4);

        Close.One("maps", maps, BFloat16Rounding.To(maps, ScalarType.Float32), 0);
    }

    private static float[] Numbers(Tensor maps) => maps.to(ScalarType.Float32).permute(0, 2, 3, 1).contiguous().data<float>().ToArray();
}
