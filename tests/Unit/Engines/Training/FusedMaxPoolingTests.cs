using Microsoft.ML.SeNet.Engines.Training;
using Microsoft.ML.SeNet.Tests.Compute.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Tests.Engines.Training;

public class FusedMaxPoolingTests : TensorTest
{
    [Fact]
    public void Of_AnyMapsPadded_AgreesWithTheOperator() =>
        KernelCases.ForAnyMaps(maps => Check(maps, 1, given => functional.max_pool2d(given, 3, stride: 2, padding: 1)));

    [Fact]
    public void Of_AnyMapsInCeilingMode_AgreesWithTheOperator() => KernelCases.ForAnyMaps(maps =>
    {
        if (maps.shape[2] >= 3 && maps.shape[3] >= 3)
            Check(maps, 0, given => functional.max_pool2d(given, 3, stride: 2, ceil_mode: true));
    });

    [Fact]
    public void Of_EqualNumbers_TheFirstGetsTheGradient() => KernelCases.ForAnyMaps(maps =>
        Check(maps.gt(0).to(maps.dtype), 1, given => functional.max_pool2d(given, 3, stride: 2, padding: 1)));

    [Fact]
    public void Of_NaN_IsTheLargest()
    {
        using var scope = NewDisposeScope();
        var maps = KernelCases.Maps(1, 16, 5, 5, 1, ScalarType.Float32);
        maps[0, 3, 2, 1].fill_(double.NaN);

        Check(maps, 1, given => functional.max_pool2d(given, 3, stride: 2, padding: 1), largest => largest.isnan().to(ScalarType.Float32));
    }

    private static void Check(Tensor maps, int padding, Func<Tensor, Tensor> plain, Func<Tensor, Tensor>? of = null)
    {
        var (given, wide) = (maps.detach().clone().requires_grad_(), maps.detach().to(ScalarType.Float64).requires_grad_());
        var expected = plain(wide);
        var pooled = FusedMaxPooling.Of(given, padding, expected.shape[2], expected.shape[3]);
        var gradient = randn(expected.shape).to(maps.dtype);
        autograd.backward([expected], [gradient.to(ScalarType.Float64)]);
        autograd.backward([pooled], [gradient]);

        Close.One("maps", Seen(expected), Seen(pooled), 0);
        Close.One("gradient", wide.grad!, given.grad!.to(ScalarType.Float64), maps.dtype == ScalarType.BFloat16 ? 1.0 / 128 : 1e-6);

        Tensor Seen(Tensor largest) => (of ?? (all => all))(largest.detach().to(ScalarType.Float64));
    }
}
