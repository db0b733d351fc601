using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Engines.Inference;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class FullyConnectedTests : TensorTest
{
    [Fact]
    public void Run_AnySize_IsTheLinearLayer() => Prop.ForAll(
        (from n in Gen.Choose(1, 4) from k in Gen.Choose(1, 300) from c in Gen.Choose(1, 300) from bias in Gen.Elements(false, true)
         from maps in Gen.Elements(false, true) from own in Gen.Elements(false, true)
         select (n, k, c, bias, maps, own)).ToArbitrary(),
        drawn =>
        {
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            var (weight, bias) = (randn(drawn.c, drawn.k), drawn.bias ? randn(drawn.c) : null);
            using var sut = new FullyConnected(
                drawn.maps ? weight.view(drawn.c, drawn.k, 1, 1) : weight, bias, CPU, ScalarType.Float32, drawn.own);
            var input = randn([drawn.k, drawn.n]).t(); // not contiguous

            var answer = sut.Run(drawn.maps ? input.view(drawn.n, drawn.k, 1, 1) : input);

            Assert.Equal(drawn.maps ? [drawn.n, drawn.c, 1, 1] : [drawn.n, drawn.c], answer.shape);
            Assert.Equal((drawn.k, drawn.c), (sut.Inputs, sut.Outputs));
            var expected = nn.functional.linear(input.to(float64), weight.to(float64), bias?.to(float64));
            Close.One($"{drawn}", expected.to(float32), answer.flatten(1), 2e-6);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_BFloat16OfWhatIsNotANumber_GivesNone()
    {
        using var scope = NewDisposeScope();
        using var sut = new FullyConnected(ones(5, 32), zeros(5), CPU, ScalarType.BFloat16, isOwn: false);

        Assert.True(sut.Run(full([2, 32], float.NaN, ScalarType.BFloat16)).isnan().all().item<bool>());
    }

    [Fact]
    public void Run_ItsWeights_AreCopies()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = (ones(2, 3), ones(2));
        using var sut = new FullyConnected(weight, bias, CPU, ScalarType.Float32, isOwn: true);

        weight.zero_();
        bias.zero_();

        Assert.Equal([4, 4], sut.Run(ones(1, 3)).data<float>().ToArray());
    }
}
