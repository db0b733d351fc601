using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Engines.Inference;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class FullyConnectedTests : TensorTest
{
    [Fact]
    public void Run_AnySizeByOurProduct_IsTheLinearLayer() => Prop.ForAll(
        (from n in Gen.Choose(1, 4) from k in Gen.Choose(1, 300) from c in Gen.Choose(1, 300) from bias in Gen.Elements(false, true) from maps in Gen.Elements(false, true)
         select (n, k, c, bias, maps)).ToArbitrary(),
        drawn =>
        {
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            var (weight, bias) = (randn(drawn.maps ? [drawn.c, drawn.k, 1, 1] : [drawn.c, drawn.k]), drawn.bias ? randn(drawn.c) : null);
            using var sut = new FullyConnected(weight, bias, CPU, float32, isOwn: true);
            var input = randn([drawn.k, drawn.n]).t(); // not contiguous

            var answer = sut.Run(drawn.maps ? input.view(drawn.n, drawn.k, 1, 1) : input);

            Assert.Equal(drawn.maps ? [drawn.n, drawn.c, 1, 1] : [drawn.n, drawn.c], answer.shape);
            var expected = nn.functional.linear(input.to(float64), weight.flatten(1).to(float64), bias?.to(float64));
            Close.One($"{drawn}", expected.to(float32), answer.flatten(1), 2e-6);
        }).QuickCheckThrowOnFailure();
}
