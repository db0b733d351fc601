using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public class SafeConvolutionTests : TensorTest
{
    // 1×1 with a stride and few channels, of planes, channels-last maps and groups; and maps one pixel wide.
    [Theory]
    [InlineData(15, 8, 1, 1, 9, 7, false, ScalarType.Float32)]
    [InlineData(15, 8, 1, 1, 9, 7, true, ScalarType.Float32)]
    [InlineData(3, 32, 1, 1, 8, 8, true, ScalarType.BFloat16)]
    [InlineData(32, 8, 1, 4, 8, 8, true, ScalarType.Float32)]
    [InlineData(22, 16, 3, 1, 28, 1, true, ScalarType.BFloat16)]
    [InlineData(22, 16, 7, 1, 28, 1, false, ScalarType.BFloat16)]
    [InlineData(22, 16, 3, 1, 28, 1, false, ScalarType.Float32)]
    [InlineData(16, 8, 3, 1, 1, 1, true, ScalarType.BFloat16)]
    public void Of_KindsThatOneDnnComputesWrongly_IsTheConvolutionWithItsGradients(
        int from, int to, int kernel, int groups, int height, int width, bool channelsLast, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var input = Pattern.Tensor("input", 3, height, width, from).permute(0, 3, 1, 2);
        input = (channelsLast ? input : input.contiguous()).to(type);
        var weight = Pattern.Tensor("weight", to, from / groups, kernel, kernel).to(type);

        var answers = Compute(input, weight, (x, w) => SafeConvolution.Of(x, w, null, 2, Extent.Square(kernel).Half, groups));

        var expected = Compute(input.to(ScalarType.Float64), weight.to(ScalarType.Float64), (x, w) =>
            nn.functional.conv2d(x, w, strides: [2, 2], padding: [kernel / 2, kernel / 2], groups: groups));
        foreach (var (name, i) in ((string[])["maps", "gradient of the input", "gradient of the weights"]).Select((name, i) => (name, i)))
            Close.One(
                name, expected[i].to(ScalarType.Float32), answers[i].to(ScalarType.Float32), type == ScalarType.BFloat16 ? 1.0 / 64 : 1e-5);
    }

    private static Tensor[] Compute(Tensor input, Tensor weight, Func<Tensor, Tensor, Tensor> convolution)
    {
        var (x, w) = (input.detach().clone().requires_grad_(), weight.detach().clone().requires_grad_());
        var maps = convolution(x, w);
        maps.backward([ones_like(maps)]);
        return [maps.detach(), x.grad!, w.grad!];
    }
}
