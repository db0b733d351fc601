using Microsoft.ML.SeNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public class SgdTests : TensorTest
{
    [Fact]
    public void Step_WithABFloat16Copy_TakesItsGradientAndRoundsTheWeightsThere()
    {
        using var scope = NewDisposeScope();
        var gradient = Pattern.Tensor("gradient", 5, 7).to(ScalarType.BFloat16);
        var (alone, master) = (new Parameter(Pattern.Tensor("weight", 5, 7)), new Parameter(Pattern.Tensor("weight", 5, 7)));
        var copy = new Parameter(zeros_like(master).to(ScalarType.BFloat16));
        using var plain = new Sgd([new TrainedParameter("weight", alone)], 0.9, true, 5e-4);
        using var sut = new Sgd([new TrainedParameter("weight", master) { Copy = copy }], 0.9, true, 5e-4);

        for (var step = 0; step < 3; step++)
        {
            (alone.grad, copy.grad) = (gradient.to(ScalarType.Float32), gradient.clone());
            plain.Step(0.1);
            sut.Step(0.1);
        }

        Assert.Equal(alone.detach().data<float>().ToArray(), master.detach().data<float>().ToArray());
        Assert.True(copy.eq(master.to(ScalarType.BFloat16)).all().item<bool>());
    }

    [Theory]
    [InlineData(0.9, true, 5e-4)]
    [InlineData(0.9, false, 5e-4)]
    [InlineData(0, false, 0.1)]
    [InlineData(0.5, true, 0)]
    public void Step_TenTimes_IsTorchsSgdBitForBit(double momentum, bool nesterov, double weightDecay)
    {
        using var ours = new ToyLayer();
        using var theirs = new ToyLayer();
        using var sut = new Sgd(ours.Parameters(), momentum, nesterov, weightDecay);
        using var torchs = new SGD(
            [Group(parameter => parameter.dim() > 1, weightDecay), Group(parameter => parameter.dim() == 1, 0)],
            0.1, momentum, nesterov: nesterov);

        for (var step = 0; step < 10; step++)
        {
            using var scope = NewDisposeScope(); // TorchSharp's zero_grad leaves tensors behind
            var rate = 0.1 / (step + 1);
            ours.Backward(step);
            sut.Step(rate);
            sut.ZeroGrad();
            foreach (var group in torchs.ParamGroups)
                group.LearningRate = rate;
            theirs.Backward(step);
            torchs.step();
            torchs.zero_grad();
        }

        Assert.Equal(theirs.Values(), ours.Values());

        SGD.ParamGroup Group(Func<Parameter, bool> chosen, double decay) =>
            new(theirs.Parameters().Select(item => item.Parameter).Where(chosen), 0.1, momentum, weight_decay: decay, nesterov: nesterov);
    }
}
