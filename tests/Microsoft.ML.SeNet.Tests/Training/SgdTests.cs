using Microsoft.ML.SeNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public class SgdTests : TensorTest
{
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
            [Group(parameter => parameter.dim() > 1, weightDecay), Group(parameter => parameter.dim() == 1, 0)], 0.1, momentum, nesterov: nesterov);

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
