using Microsoft.ML.SeNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

/// <summary>What both optimizers have in common.</summary>
public class OptimizerTests : TensorTest
{
    public static TheoryData<string> Cases => GoldenFile.Names("steps");

    public static TheoryData<TrainingOptimizer> Kinds => [.. Enum.GetValues<TrainingOptimizer>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_TwelveTimes_FollowsPyTorch(string name) => FollowPyTorch(name, ScalarType.Float32); // in one pass

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_TwelveTimesByOperators_FollowsPyTorch(string name) => FollowPyTorch(name, ScalarType.Float64);

    private static void FollowPyTorch(string name, ScalarType type)
    {
        using var golden = GoldenFile.Open("steps", name);
        using var scope = NewDisposeScope();
        var wanted = golden.Case<StepsCase>();
        var parameters = wanted.Shapes.Select(item => new TrainedParameter(
            item.Key, new Parameter(Pattern.Tensor(item.Key, item.Value).to(type)), wanted.RateFactors[item.Key])).ToList();
        using var sut = Optimizer.Of(wanted.Options, parameters);

        for (var step = 1; step <= wanted.Rates.Length; step++)
        {
            foreach (var (parameter, tensor, _) in parameters)
            {
                if (parameter != wanted.WithoutGradient.Name || step >= wanted.WithoutGradient.Before)
                    tensor.grad = Pattern.Tensor($"grad.{parameter}.{step}", tensor.shape).to(type);
            }
            sut.Step(wanted.Rates[step - 1]);
            Close.All(parameters.Select(item =>
                ($"step{step}.{item.Name}", golden[$"step{step}.{item.Name}"], item.Parameter.detach().to(ScalarType.Float32))), 4e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void State_OfAnother_GoesOnAsItWould(TrainingOptimizer kind)
    {
        var settings = TrainingLoopTests.Options(epochs: 1, options => (options.Optimizer, options.WeightDecay) = (kind, 0.01));
        using var through = new ToyLayer();
        using var cut = new ToyLayer();
        using var whole = Optimizer.Of(settings, through.Parameters());
        using var first = Optimizer.Of(settings, cut.Parameters());
        through.Steps(whole, 0, 6);
        cut.Steps(first, 0, 3);
        using var second = Optimizer.Of(settings, cut.Parameters());
        foreach (var ((name, from), (same, to)) in first.State.Zip(second.State))
        {
            Assert.Equal(name, same);
            to.copy_(from);
        }

        cut.Steps(second, 3, 6);

        Assert.Equal(through.Values(), cut.Values());
    }

    [Theory]
    [InlineData(TrainingOptimizer.Sgd, "momentum.weight momentum.bias")]
    [InlineData(TrainingOptimizer.AdamW, "exp_avg.weight exp_avg_sq.weight step.weight exp_avg.bias exp_avg_sq.bias step.bias")]
    public void State_Names_AreThoseOfTheParameters(TrainingOptimizer kind, string expected)
    {
        using var toy = new ToyLayer();
        using var sut = Optimizer.Of(TrainingLoopTests.Options(epochs: 1, options => options.Optimizer = kind), toy.Parameters());

        Assert.Equal(expected, string.Join(' ', sut.State.Select(item => item.Name)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_ParameterWithoutGradient_Stays(TrainingOptimizer kind)
    {
        using var toy = new ToyLayer();
        var before = toy.Values();
        using var sut = Optimizer.Of(
            TrainingLoopTests.Options(epochs: 1, options => (options.Optimizer, options.WeightDecay) = (kind, 0.01)), toy.Parameters());

        sut.ZeroGrad();
        sut.Step(1);

        Assert.Equal(before, toy.Values());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Step_RateFactor_IsAsThatRate(TrainingOptimizer kind)
    {
        var settings = TrainingLoopTests.Options(epochs: 1, options => (options.Optimizer, options.WeightDecay) = (kind, 0.01));
        using var plain = new ToyLayer();
        using var scaled = new ToyLayer();
        using var expected = Optimizer.Of(settings, plain.Parameters());
        using var sut = Optimizer.Of(settings, scaled.Parameters(factor: 0.25));

        plain.Steps(expected, 0, 4, rate: 0.0125);
        scaled.Steps(sut, 0, 4, rate: 0.05);

        Assert.Equal(plain.Values(), scaled.Values());
    }

    [Fact]
    public void Of_SettingThatIsNone_Throws() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Optimizer.Of(TrainingLoopTests.Options(epochs: 1, options => options.Optimizer = (TrainingOptimizer)7), []));

    /// <summary>A file of the group steps.</summary>
    private sealed record StepsCase(
        TrainingOptimizer Optimizer, double Momentum, bool Nesterov, double Beta1, double Beta2, double Epsilon, double WeightDecay,
        Dictionary<string, long[]> Shapes, Dictionary<string, double> RateFactors, LateGradient WithoutGradient, double[] Rates)
    {
        internal TrainingOptions Options =>
            TrainingLoopTests.Options(epochs: 1, options => (options.Optimizer, options.Momentum, options.Nesterov, options.Beta1,
                options.Beta2, options.Epsilon, options.WeightDecay) = (Optimizer, Momentum, Nesterov, Beta1, Beta2, Epsilon, WeightDecay));
    }

    private sealed record LateGradient(string Name, int Before);
}
