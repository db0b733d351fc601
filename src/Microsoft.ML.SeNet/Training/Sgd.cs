using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Stochastic gradient descent with momentum (Sutskever et al., 2013), PyTorch's arithmetic: g += λ·w; v = μ·v + g;
/// w −= rate · (Nesterov ? g + μ·v : v).
/// </summary>
internal sealed class Sgd : Optimizer
{
    private readonly Slot[] _slots;
    private readonly double _momentum;
    private readonly bool _nesterov;

    /// <summary>Takes the parameters as they are now, on their device.</summary>
    /// <param name="parameters">They stay the caller's.</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="nesterov">Whether the step looks ahead.</param>
    /// <param name="weightDecay">λ of convolutions and fully connected layers.</param>
    internal Sgd(IEnumerable<TrainedParameter> parameters, double momentum, bool nesterov, double weightDecay)
        : this([.. parameters], momentum, nesterov, weightDecay)
    {
    }

    private Sgd(TrainedParameter[] parameters, double momentum, bool nesterov, double weightDecay) : base(parameters)
    {
        (_momentum, _nesterov) = (momentum, nesterov);
        using var scope = NewDisposeScope();
        _slots = [.. parameters.Select(item => new Slot(item.Name, item.Parameter, zeros_like(item.Parameter).DetachFromDisposeScope(), item.DecayOf(weightDecay)))];
    }

    /// <summary>The momentum v of each parameter.</summary>
    internal override IEnumerable<(string Name, Tensor Tensor)> State => _slots.Select(slot => ($"momentum.{slot.Name}", slot.Velocity));

    private protected override void Move(int number, Tensor gradient, double rate)
    {
        var (_, parameter, velocity, decay) = _slots[number];
        if (decay != 0)
            gradient.add_(parameter, alpha: decay);
        velocity.mul_(_momentum).add_(gradient);
        if (_nesterov)
            gradient.add_(velocity, alpha: _momentum);
        parameter.add_(_nesterov ? gradient : velocity, alpha: -rate);
    }

    private protected override unsafe MoveNumbers MoveInOnePass(int number, double rate)
    {
        var (_, _, velocities, decay64) = _slots[number];
        var all = ParameterMemory.Floats(velocities);
        var (decay, momentum, step, nesterov) = ((float)decay64, (float)_momentum, (float)-rate, _nesterov);
        return (in ParameterMemory memory, long from, long to) =>
        {
            for (var i = from; i < to; i++)
            {
                var weight = memory.Weight[i];
                var gradient = MathF.FusedMultiplyAdd(weight, decay, memory.Gradient(i)); // rounds as libtorch's operators do
                var velocity = all[i] = (momentum * all[i]) + gradient;
                memory.Set(i, MathF.FusedMultiplyAdd(nesterov ? MathF.FusedMultiplyAdd(velocity, momentum, gradient) : velocity, step, weight));
            }
        };
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor Velocity, double Decay);
}
