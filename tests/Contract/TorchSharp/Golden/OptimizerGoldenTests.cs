using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Golden;

/// <summary>An optimizer's case as the golden files describe it.</summary>
internal sealed record OptimizerCase(
    string Optimizer, double Lr, double Momentum, double Dampening, bool Nesterov, double WeightDecay, bool Maximize,
    double[] Betas, double Eps, bool Amsgrad, int Steps, RateChange? RateChange)
{
    internal optim.Optimizer Create(IEnumerable<Parameter> parameters) => Optimizer switch
    {
        "SGD" => optim.SGD(parameters, Lr, Momentum, Dampening, WeightDecay, Nesterov, Maximize),
        "AdamW" => optim.AdamW(parameters, Lr, Betas[0], Betas[1], Eps, WeightDecay, Amsgrad, Maximize),
        _ => throw new ArgumentException($"No such optimizer here: {Optimizer}."),
    };
}

internal sealed record RateChange(int AfterStep, double Lr);

/// <summary>SGD and AdamW, step by step, against PyTorch's numbers (tests/Golden, group optimizers).</summary>
public sealed class OptimizerGoldenTests : TensorTest
{
    private const double Tolerance = 4e-6;

    public static TheoryData<string> Cases => GoldenFile.Names("optimizers");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_GoldenCase_FollowsPyTorch(string name)
    {
        using var golden = GoldenFile.Open("optimizers", name);
        var description = golden.Case<OptimizerCase>();
        var parameters = golden.Under("start.").ToDictionary(pair => pair.Key, pair => nn.Parameter(pair.Value));
        using var sut = description.Create(parameters.Values);
        for (var step = 1; step <= description.Steps; step++)
        {
            if (step - 1 == description.RateChange?.AfterStep)
                foreach (var group in sut.ParamGroups)
                    group.LearningRate = description.RateChange.Lr;
            foreach (var (parameter, values) in parameters)
                values.grad = Pattern.Tensor($"grad.{parameter}.{step}", values.shape);

            sut.step();

            var expected = golden.Under($"step{step}.");
            Assert.Equal(expected.Count, parameters.Count);
            Close.All(expected.Select(pair => ($"{pair.Key} after step {step}", pair.Value, parameters[pair.Key].detach())), Tolerance);
        }
    }
}
