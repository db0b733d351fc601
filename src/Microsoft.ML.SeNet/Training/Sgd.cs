using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Stochastic gradient descent with momentum (Sutskever et al., 2013), PyTorch's arithmetic: g += λ·w; v = μ·v + g;
/// w −= rate · (Nesterov ? g + μ·v : v). Ours, because a checkpoint needs the momentum by name, and TorchSharp keeps it to itself.
/// </summary>
internal sealed class Sgd : IDisposable
{
    private readonly Slot[] _slots;
    private readonly double _momentum;
    private readonly bool _nesterov;

    /// <summary>Takes a network's parameters as they are now, on their device.</summary>
    /// <param name="parameters">Names and parameters; they stay the caller's.</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="nesterov">Whether the step looks ahead.</param>
    /// <param name="weightDecay">λ of convolutions and fully connected layers. Biases and batch normalisation, all of one dimension, have none
    /// (He et al., https://arxiv.org/abs/1812.01187, section 3.1).</param>
    internal Sgd(IEnumerable<(string Name, Parameter Parameter)> parameters, double momentum, bool nesterov, double weightDecay)
    {
        (_momentum, _nesterov) = (momentum, nesterov);
        using var scope = NewDisposeScope();
        _slots = [.. parameters.Select(item => new Slot(item.Name, item.Parameter, zeros_like(item.Parameter).DetachFromDisposeScope(), item.Parameter.dim() > 1 ? weightDecay : 0))];
    }

    /// <summary>The momentum of each parameter under the parameter's name; the tensors stay ours.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> State => _slots.Select(slot => (slot.Name, slot.Velocity));

    /// <summary>Forgets the gradients.</summary>
    internal void ZeroGrad()
    {
        using var scope = NewDisposeScope();
        foreach (var slot in _slots)
            slot.Parameter.grad?.zero_();
    }

    /// <summary>One step. Overwrites the gradients.</summary>
    internal void Step(double rate)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, parameter, velocity, decay) in _slots)
        {
            if (parameter.grad is not { } gradient)
                continue;
            if (decay != 0)
                gradient.add_(parameter, alpha: decay);
            velocity.mul_(_momentum).add_(gradient);
            if (_nesterov)
                gradient.add_(velocity, alpha: _momentum);
            parameter.add_(_nesterov ? gradient : velocity, alpha: -rate);
        }
    }

    public void Dispose()
    {
        foreach (var slot in _slots)
            slot.Velocity.Dispose();
    }

    private sealed record Slot(string Name, Parameter Parameter, Tensor Velocity, double Decay);
}
