using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optim;

/// <summary>
/// Six steps against PyTorch 1.13.1 (foreach=False). Parameters: [0.5, −1, 2] and [[1], [−0.25]]; the gradient at step s = 1 … 6
/// is ±s/2 + p/4, and the second parameter has none at step 4.
/// </summary>
public sealed class OptimizerStepTests : TensorTest
{
    private readonly Parameter[] _parameters;

    public OptimizerStepTests() => _parameters =
    [
        nn.Parameter(tensor(new[] { 0.5f, -1, 2 })),
        nn.Parameter(tensor(new[] { 1f, -0.25f }, new long[] { 2, 1 })),
    ];

    private void AssertSixSteps(optim.Optimizer optimizer, params float[] expected)
    {
        for (var step = 1; step <= 6; step++)
        {
            SetGradients(step);
            optimizer.step();
        }
        optimizer.Dispose();
        var got = _parameters.SelectMany(parameter => Floats(parameter)).ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], got[i], 2e-6f);
    }

    private void SetGradients(int step)
    {
        using var untracked = no_grad();
        _parameters[0].grad = _parameters[0].detach() * 0.25f + 0.5f * step;
        _parameters[1].grad = step == 4 ? null : _parameters[1].detach() * 0.25f - 0.5f * step;
    }

    [Fact]
    public void Sgd_Plain() =>
        AssertSixSteps(optim.SGD(_parameters, 0.1), -0.5777934f, -1.8663958f, 0.7108091f, 1.7053099f, 0.6039402f);

    [Fact]
    public void Sgd_WeightDecay() =>
        AssertSixSteps(optim.SGD(_parameters, 0.1, weight_decay: 0.01), -0.5787671f, -1.8594599f, 0.7019257f, 1.6997882f, 0.6040552f);

    [Fact]
    public void Sgd_Momentum() =>
        AssertSixSteps(optim.SGD(_parameters, 0.1, momentum: 0.9), -2.0469527f, -2.9325178f, -1.1613872f, 2.3570237f, 1.4940505f);

    [Fact]
    public void Sgd_Dampening() =>
        AssertSixSteps(optim.SGD(_parameters, 0.1, momentum: 0.9, dampening: 0.5), -0.9466189f, -2.0447776f, 0.1515399f, 1.7381064f, 0.7481669f);

    [Fact]
    public void Sgd_NesterovWithWeightDecay() =>
        AssertSixSteps(optim.SGD(_parameters, 0.1, momentum: 0.9, weight_decay: 0.01, nesterov: true), -2.7290511f, -3.4839571f, -1.9741447f, 2.858006f, 2.0995545f);

    [Fact]
    public void Sgd_Maximize() =>
        AssertSixSteps(optim.SGD(_parameters, 0.1, momentum: 0.9, maximize: true), 3.3599141f, 1.1336657f, 5.586163f, -0.4473644f, -2.1328464f);

    [Fact]
    public void AdamW_WithoutDecay() =>
        AssertSixSteps(optim.AdamW(_parameters, 0.1), -0.0884192f, -1.5677388f, 1.4037259f, 1.4664991f, 0.2337793f);

    [Fact]
    public void AdamW_WeightDecayIsDecoupled() =>
        AssertSixSteps(optim.AdamW(_parameters, 0.1, 0.8, 0.95, 1e-6, weight_decay: 0.1), -0.1168743f, -1.5137826f, 1.2904296f, 1.4223088f, 0.2472688f);

    [Fact]
    public void AdamW_AmsGrad() =>
        AssertSixSteps(optim.AdamW(_parameters, 0.1, weight_decay: 0.1, amsgrad: true), -0.1031631f, -1.4950138f, 1.3012654f, 1.4079844f, 0.2363432f);

    [Fact]
    public void AdamW_Maximize() =>
        AssertSixSteps(optim.AdamW(_parameters, 0.1, weight_decay: 0.1, maximize: true), 1.0427468f, -0.3900257f, 2.4632797f, 0.4954527f, -0.7103891f);

    [Fact]
    public void Step_OfTwoGroups_UsesTheRateOfEach()
    {
        using var optimizer = optim.SGD([new SGD.ParamGroup([_parameters[0]], lr: 1), new SGD.ParamGroup { Parameters = [_parameters[1]] }], 0.5);
        SetGradients(1);
        optimizer.step();
        Assert.Equal([-0.125f, -1.25f, 1], Floats(_parameters[0]));
        Assert.Equal([1.125f, 0.03125f], Floats(_parameters[1]));
    }

    [Fact]
    public void LearningRate_Changed_IsUsedFromTheNextStep()
    {
        using var optimizer = optim.SGD(_parameters, 0.1);
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = 0;
        SetGradients(1);
        optimizer.step();
        Assert.Equal([0.5f, -1, 2], Floats(_parameters[0]));
        Assert.Equal(0.1, optimizer.ParamGroups.Single().InitialLearningRate);
    }

    [Fact]
    public void Step_WithoutGradients_ChangesNothing()
    {
        using var optimizer = optim.AdamW(_parameters, 0.1, weight_decay: 0.5);
        optimizer.step();
        Assert.Equal([0.5f, -1, 2], Floats(_parameters[0]));
    }

    [Fact]
    public void Step_WithClosure_RunsItWithGradientsAndGivesTheLoss()
    {
        using var optimizer = optim.SGD(_parameters, 1);
        using var untracked = no_grad();
        var loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            var sum = (_parameters[0] * 2).sum();
            sum.backward();
            return sum;
        });
        Assert.Equal(3f, loss.item<float>());
        Assert.Equal([-1.5f, -3, 0], Floats(_parameters[0]));
    }

    [Fact]
    public void ZeroGrad_KeepsZeros()
    {
        SetGradients(4);
        using var optimizer = optim.SGD(_parameters, 1);
        optimizer.zero_grad();
        Assert.Equal([0f, 0, 0], Floats(_parameters[0].grad!));
        Assert.Null(_parameters[1].grad);
    }

    [Fact]
    public void Step_LeavesOnlyItsStateAlive()
    {
        SetGradients(1);
        using var optimizer = optim.SGD(_parameters, 0.1, momentum: 0.9, weight_decay: 0.1, nesterov: true);
        var before = LiveTensors.Now;
        optimizer.step();
        optimizer.step();
        LiveTensors.AssertAre(before + _parameters.Length);
    }
}
