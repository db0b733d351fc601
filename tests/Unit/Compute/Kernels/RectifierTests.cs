using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Compute.Kernels;

public class RectifierTests : TensorTest
{
    [Fact]
    public void Apply_AnyMaps_IsReLU() => KernelCases.ForAnyMaps(maps =>
    {
        var expected = maps.relu();

        Rectifier.Apply(maps);

        Close.One("maps", expected.to(ScalarType.Float32), maps.to(ScalarType.Float32), 0);
    });

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Apply_EndsOfTheScale_AreReLUAndNaNStays(ScalarType type)
    {
        using var scope = NewDisposeScope();
        float[] edges =
        [
            float.NegativeInfinity, -3.3e38f, -1, -1e-38f, -1e-40f, -0f, 0, 1e-40f, 1, 3.3e38f, float.PositiveInfinity,
            BitConverter.UInt32BitsToSingle(0xFFC00000), BitConverter.UInt32BitsToSingle(0x7FC00000),
            BitConverter.UInt32BitsToSingle(0xFFFF0000), 2, -2,
        ];
        float[] expected = [0, 0, 0, 0, 0, 0, 0, 1e-40f, 1, 3.3e38f, float.PositiveInfinity, float.NaN, float.NaN, float.NaN, 2, 0];
        var maps = tensor([.. edges, .. edges, .. edges], [1, 1, 1, 48]).permute(0, 3, 1, 2).to(type);
        Assert.True(ChannelsLast.Has(maps));

        Rectifier.Apply(maps);

        var rounded = tensor([.. expected, .. expected, .. expected], [48]).to(type).to(ScalarType.Float32).data<float>().ToArray();
        Assert.Equal(rounded, maps.to(ScalarType.Float32).data<float>().ToArray());
    }

    [Fact]
    public void Apply_OtherMemoryChannelsOrTypes_IsReLU()
    {
        using var scope = NewDisposeScope();
        foreach (var maps in (Tensor[])[rand(2, 16, 3, 5) - 0.5, (rand(2, 3, 5, 7) - 0.5).permute(0, 3, 1, 2),
            rand([1, 3, 5, 16], ScalarType.Float64).permute(0, 3, 1, 2) - 0.5])
        {
            Assert.False(ChannelsLast.Has(maps));
            var expected = maps.relu();

            Rectifier.Apply(maps);

            Close.One("maps", expected, maps, 0);
        }
    }
}
