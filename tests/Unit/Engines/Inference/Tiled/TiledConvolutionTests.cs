using System.Runtime.Intrinsics;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Engines.Inference.Tiled;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference.Tiled;

public class TiledConvolutionTests : TensorTest
{
    private const string NoProcessor = "Needs a processor with AVX-512.";

    // Twice as much for Winograd's: it adds larger numbers.
    private const double Rounding = 4e-6;

    [SkippableFact]
    public void Run_AnyConvolution_IsTheConvolution()
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, NoProcessor);
        Prop.ForAll(
            (from n in Gen.Choose(1, 3) from c in Gen.Elements(1, 3, 16, 20, 64, 80) from to in Gen.Elements(64, 128, 192)
             from k in Gen.Elements(1, 3, 5, 7) from s in Gen.Choose(1, 2) from h in Gen.Choose(1, 20) from w in Gen.Choose(1, 20)
             from relu in Gen.Elements(false, true) from threads in Gen.Choose(1, 2)
             select (n, c, to, k, s, h, w, relu, threads)).ToArbitrary(),
            drawn => OnThreads(drawn.threads, () =>
            {
                using var scope = NewDisposeScope();
                var (input, weight, bias) = Drawn(drawn.n, drawn.c, drawn.h, drawn.w, drawn.to, drawn.k);
                using var sut = TiledConvolution.Of(weight, bias, drawn.s, drawn.k / 2, drawn.relu);

                var answer = sut.Run(input);

                var exact = Exact(input, weight, bias, drawn.s);
                Assert.True(answer.permute(0, 2, 3, 1).is_contiguous());
                Close.One($"{drawn}", drawn.relu ? exact.relu() : exact, answer, Rounding);
            })).QuickCheckThrowOnFailure();
    }

    [SkippableTheory]
    [InlineData(1, 1, 64)]
    [InlineData(1, 2, 64)]
    [InlineData(3, 1, 64)]
    [InlineData(3, 2, 64)]
    [InlineData(3, 1, 256)]
    [InlineData(1, 1, 512)]
    public void Run_BatchesAndThreads_GiveEqualBits(int kernel, int stride, int to)
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, NoProcessor);
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Drawn(5, 64, 14, 11, to, kernel);
        using var sut = TiledConvolution.Of(weight, bias, stride, kernel / 2, relu: true);
        Tensor expected = sut.Run(input);

        foreach (var threads in new[] { 1, 2, 3 })
            OnThreads(threads, () =>
            {
                Assert.True(expected.Equals(sut.Run(input)));
                for (var picture = 0; picture < 5; picture++)
                    Assert.True(expected.narrow(0, picture, 1).Equals(sut.Run(input.narrow(0, picture, 1))));
            });
    }

    [SkippableTheory]
    [InlineData(1, 1, true)]
    [InlineData(1, 1, false)]
    [InlineData(1, 2, true)]
    [InlineData(3, 2, true)]
    public void RunAndEndBlock_DirectConvolution_IsReLUOfScaledConvolutionAndIdentity(int kernel, int stride, bool scales)
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, NoProcessor);
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Drawn(3, 32, 7, 5, 128, kernel);
        var exact = Exact(input, weight, bias, stride);
        var (scale, identity) = (scales ? rand([3, 128, 1, 1]) : null, randn(exact.shape));
        using var sut = TiledConvolution.Of(weight, bias, stride, kernel / 2, relu: false);

        Assert.True(sut.EndsBlocks);
        var expected = ((scale is null ? exact : exact * scale) + identity).relu();
        Close.One("maps", expected, sut.RunAndEndBlock(input, scale, identity), Rounding);
    }

    [SkippableFact]
    public void RunAndEndBlock_WinogradConvolution_IsNotSupported()
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, NoProcessor);
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Drawn(1, 64, 4, 4, 64, 3);
        using var sut = TiledConvolution.Of(weight, bias, stride: 1, padding: 1, relu: false);

        Assert.False(sut.EndsBlocks);
        var exception = Assert.Throws<NotSupportedException>(() => sut.RunAndEndBlock(input, null, input));
        Assert.Equal("A WinogradConvolution ends no block.", exception.Message);
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_NaN_StaysOneBehindReLU(int kernel)
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, NoProcessor);
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Drawn(1, 64, 9, 9, 64, kernel);
        input[0, 5, 4, 4].fill_(double.NaN);
        using var sut = TiledConvolution.Of(weight, bias, stride: 1, padding: kernel / 2, relu: true);

        var answer = sut.Run(input);

        Assert.True(answer.isnan()[0, 63, 4, 4].item<bool>());
        Assert.False(answer.isnan()[0, 63, 8, 8].item<bool>());
    }

    [SkippableFact]
    public void Run_ThreeByThree_RoundsNearlyAsLittleAsTheDirectConvolution()
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, NoProcessor);
        using var scope = NewDisposeScope();
        var (input, weight, bias) = Drawn(2, 128, 28, 28, 128, 3);
        var exact = Exact(input, weight, bias, stride: 1);
        using var winograd = new WinogradConvolution(weight, bias, relu: false);
        using var direct = new DirectConvolution(weight, bias, stride: 1, padding: 1, relu: false);

        double ErrorOf(TiledConvolution sut) => (sut.Run(input) - exact).square().mean().sqrt().item<float>();

        Assert.InRange(ErrorOf(winograd), 0, 3 * ErrorOf(direct));
    }

    [Fact]
    public void Obstacle_GroupsTypesAndChannels_SaysWhatItIsNotMadeFor()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Vector512.IsHardwareAccelerated ? null : "no AVX-512", TiledConvolution.Obstacle(zeros(64, 3, 7, 7), groups: 1));
        Assert.Equal("48 output channels, not 64·n", TiledConvolution.Obstacle(zeros(48, 16, 3, 3), groups: 1));
        Assert.Equal("2 groups", TiledConvolution.Obstacle(zeros(64, 8, 3, 3), groups: 2));
        Assert.Equal("BFloat16", TiledConvolution.Obstacle(zeros([64, 16, 3, 3], ScalarType.BFloat16), groups: 1));
    }

    [Fact]
    public void Obstacle_OfWinogradsConvolution_SaysWhatItIsNotMadeFor()
    {
        using var scope = NewDisposeScope();
        Assert.Null(WinogradConvolution.Obstacle(zeros(64, 16, 3, 3), stride: 1, padding: 1));
        Assert.Equal("1×1", WinogradConvolution.Obstacle(zeros(64, 16, 1, 1), stride: 1, padding: 0));
        Assert.Equal("stride 2", WinogradConvolution.Obstacle(zeros(64, 16, 3, 3), stride: 2, padding: 1));
        Assert.Equal("3 input channels, not 16·n", WinogradConvolution.Obstacle(zeros(64, 3, 3, 3), stride: 1, padding: 1));
    }

    private static (Tensor Input, Tensor Weight, Tensor Bias) Drawn(
        long pictures, long channels, long height, long width, long to, long kernel)
    {
        using var generator = new Generator(1, CPU);
        var input = randn([pictures, height, width, channels], generator: generator).permute(0, 3, 1, 2);
        return (input, randn([to, channels, kernel, kernel], generator: generator), randn([to], generator: generator));
    }

    private static Tensor Exact(Tensor input, Tensor weight, Tensor bias, int stride)
    {
        var padding = weight.shape[2] / 2;
        return nn.functional.conv2d(
            input.to(ScalarType.Float64), weight.to(ScalarType.Float64), bias.to(ScalarType.Float64),
            strides: [stride, stride], padding: [padding, padding]).to(ScalarType.Float32);
    }

    private static void OnThreads(int threads, Action act)
    {
        var before = get_num_threads();
        set_num_threads(threads);
        try
        {
            act();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
