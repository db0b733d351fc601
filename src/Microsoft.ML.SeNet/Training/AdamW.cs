using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov, Hutter, https://arxiv.org/abs/1711.05101, algorithm 2), PyTorch's arithmetic at step t of
/// a parameter, from 1: w −= rate·λ·w; m = β₁·m + (1 − β₁)·g; v = β₂·v + (1 − β₂)·g²; w −= rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
/// Each parameter counts its own steps.
/// </summary>
internal sealed class AdamW : Optimizer
{
    private readonly Slot[] _slots;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>Takes the parameters as they are now, on their device.</summary>
    /// <param name="parameters">They stay the caller's.</param>
    /// <param name="beta1">β₁, in [0, 1).</param>
    /// <param name="beta2">β₂, in [0, 1).</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="weightDecay">λ of convolutions and fully connected layers.</param>
    internal AdamW(IEnumerable<TrainedParameter> parameters, double beta1, double beta2, double epsilon, double weightDecay)
        : this([.. parameters], beta1, beta2, epsilon, weightDecay)
    {
    }

    private AdamW(TrainedParameter[] parameters, double beta1, double beta2, double epsilon, double weightDecay) : base(parameters)
    {
        (_beta1, _beta2, _epsilon) = (beta1, beta2, epsilon);
        using var scope = NewDisposeScope();
        _slots = [.. parameters.Select(item => new Slot(
            item.Name, item.Parameter,
            zeros_like(item.Parameter).DetachFromDisposeScope(), zeros_like(item.Parameter).DetachFromDisposeScope(),
            zeros([], ScalarType.Int64).DetachFromDisposeScope(), item.DecayOf(weightDecay)))];
    }

    /// <summary>Of each parameter the moments m and v, and the steps that it has done, on the CPU; named as in PyTorch.</summary>
    internal override IEnumerable<(string Name, Tensor Tensor)> State => _slots.SelectMany(slot => new[]
    {
        ($"exp_avg.{slot.Name}", slot.First), ($"exp_avg_sq.{slot.Name}", slot.Second), ($"step.{slot.Name}", slot.Steps),
    });

    private protected override void Move(int number, Tensor gradient, double rate)
    {
        var (_, parameter, first, second, steps, decay) = _slots[number];
        parameter.mul_(1 - (rate * decay));
        first.mul_(_beta1).add_(gradient, alpha: 1 - _beta1);
        second.mul_(_beta2).addcmul_(gradient, gradient, 1 - _beta2);
        var (correction1, correction2) = CorrectionsAfterOneMore(steps);
        var denominator = second.sqrt().div_(Math.Sqrt(correction2)).add_(_epsilon);
        parameter.addcdiv_(first, denominator, -rate / correction1);
    }

    private protected override unsafe MoveNumbers MoveInOnePass(int number, double rate)
    {
        var (_, _, first, second, steps, decay) = _slots[number];
        var (means, squares) = ((nint)ParameterMemory.Floats(first), (nint)ParameterMemory.Floats(second));
        var (correction1, correction2) = CorrectionsAfterOneMore(steps);
        var (shrink, step) = ((float)(1 - (rate * decay)), (float)(rate / correction1));
        var (root, epsilon) = ((float)Math.Sqrt(correction2), (float)_epsilon);
        var (beta1, rest1, beta2, rest2) = ((float)_beta1, (float)(1 - _beta1), (float)_beta2, (float)(1 - _beta2));
        return (in ParameterMemory memory, long from, long to) =>
        {
            for (var i = from; i < to; i++)
            {
                var gradient = memory.Gradient(i);
                var mean = ((float*)means)[i] = (beta1 * ((float*)means)[i]) + (rest1 * gradient);
                var square = ((float*)squares)[i] = (beta2 * ((float*)squares)[i]) + (rest2 * gradient * gradient);
                memory.Set(i, (memory.Weight[i] * shrink) - (step * mean / ((MathF.Sqrt(square) / root) + epsilon)));
            }
        };
    }

    /// <summary>Counts a step.</summary>
    private (double First, double Second) CorrectionsAfterOneMore(Tensor steps)
    {
        var step = steps.add_(1).item<long>();
        return (1 - Math.Pow(_beta1, step), 1 - Math.Pow(_beta2, step));
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor First, Tensor Second, Tensor Steps, double Decay);
}
