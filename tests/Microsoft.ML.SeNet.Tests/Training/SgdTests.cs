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
        using var ours = new Toy();
        using var theirs = new Toy();
        using var sut = new Sgd(ours.Named, momentum, nesterov, weightDecay);
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
            new(theirs.Named.Select(item => item.Parameter).Where(chosen), 0.1, momentum, weight_decay: decay, nesterov: nesterov);
    }

    [Fact]
    public void State_OfAnother_GoesOnAsItWould()
    {
        using var through = new Toy();
        using var cut = new Toy();
        using var whole = new Sgd(through.Named, 0.9, true, 0.01);
        using var first = new Sgd(cut.Named, 0.9, true, 0.01);
        Steps(through, whole, 0, 6);
        Steps(cut, first, 0, 3);
        using var second = new Sgd(cut.Named, 0.9, true, 0.01);
        foreach (var ((name, from), (same, to)) in first.State.Zip(second.State))
        {
            Assert.Equal(name, same);
            to.copy_(from);
        }

        Steps(cut, second, 3, 6);

        Assert.Equal(["weight", "bias"], whole.State.Select(item => item.Name));
        Assert.Equal(through.Values(), cut.Values());
    }

    [Fact]
    public void Step_ParameterWithoutGradient_Stays()
    {
        using var toy = new Toy();
        var before = toy.Values();
        using var sut = new Sgd(toy.Named, 0.9, true, 0.01);

        sut.ZeroGrad();
        sut.Step(1);

        Assert.Equal(before, toy.Values());
    }

    private static void Steps(Toy toy, Sgd optimizer, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            optimizer.ZeroGrad();
            toy.Backward(step);
            optimizer.Step(0.05);
        }
    }

    /// <summary>A layer with a loss that differs from step to step.</summary>
    private sealed class Toy : IDisposable
    {
        private readonly Linear _layer = nn.Linear(5, 3);

        internal Toy() => Pattern.Fill(_layer);

        internal (string Name, Parameter Parameter)[] Named => [.. _layer.named_parameters().Select(item => (item.name, item.parameter))];

        public void Dispose() => _layer.Dispose();

        internal void Backward(int step)
        {
            using var scope = NewDisposeScope();
            _layer.call(Pattern.Tensor($"input{step}", 4, 5)).pow(2).sum().backward();
        }

        internal float[] Values()
        {
            using var scope = NewDisposeScope();
            return [.. _layer.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())];
        }
    }
}
