using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;
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
        _slots = [.. parameters.Select(
            item => new Slot(item.Name, item.Parameter, zeros_like(item.Parameter).DetachFromDisposeScope(), item.DecayOf(weightDecay)))];
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
        var pass = new Pass(ParameterMemory.Floats(velocities), (float)decay64, (float)_momentum, (float)-rate, _nesterov);
        return pass.Do;
    }

    /// <summary>The arithmetic on numbers in memory; rounds as libtorch's operators do.</summary>
    private sealed unsafe class Pass(float* velocities, float decay, float momentum, float step, bool nesterov)
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Do(in ParameterMemory memory, long from, long to)
        {
            var i = from;
            for (; i + IElement.Lanes <= to; i += IElement.Lanes)
            {
                var (first, last) = memory.Gradients(i);
                var (weight0, weight1) = Pair.Load(memory.Weight + i);
                var (velocity0, velocity1) = Pair.Load(velocities + i);
                (first, last) = (Vector256.FusedMultiplyAdd(weight0, Vector256.Create(decay), first),
                    Vector256.FusedMultiplyAdd(weight1, Vector256.Create(decay), last));
                (velocity0, velocity1) = ((momentum * velocity0) + first, (momentum * velocity1) + last);
                Pair.Store(velocities + i, velocity0, velocity1);
                memory.Set(i, Moved(weight0, velocity0, first), Moved(weight1, velocity1, last));
            }
            for (; i < to; i++)
            {
                var weight = memory.Weight[i];
                var gradient = MathF.FusedMultiplyAdd(weight, decay, memory.Gradient(i));
                var velocity = velocities[i] = (momentum * velocities[i]) + gradient;
                memory.Set(i,
                    MathF.FusedMultiplyAdd(nesterov ? MathF.FusedMultiplyAdd(velocity, momentum, gradient) : velocity, step, weight));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector256<float> Moved(Vector256<float> weight, Vector256<float> velocity, Vector256<float> gradient) =>
            Vector256.FusedMultiplyAdd(nesterov ? Vector256.FusedMultiplyAdd(velocity, Vector256.Create(momentum), gradient) : velocity,
                Vector256.Create(step), weight);
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor Velocity, double Decay);
}
