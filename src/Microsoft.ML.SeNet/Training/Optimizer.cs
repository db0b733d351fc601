using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Moves parameters by their gradients. Ours, because a checkpoint needs an optimizer's state by name, and TorchSharp keeps it to itself.
/// </summary>
internal abstract class Optimizer : IDisposable
{
    private readonly TrainedParameter[] _parameters;

    /// <summary>Takes the parameters as they are now, on their device.</summary>
    private protected Optimizer(TrainedParameter[] parameters) => _parameters = parameters;

    /// <summary>All that it remembers from step to step, by name, one or more tensors a parameter; the tensors stay its own.</summary>
    internal abstract IEnumerable<(string Name, Tensor Tensor)> State { get; }

    /// <summary>The optimizer that the settings ask for.</summary>
    internal static Optimizer Of(TrainingSettings settings, IEnumerable<TrainedParameter> parameters) => settings.Optimizer switch
    {
        TrainingOptimizer.Sgd => new Sgd(parameters, settings.Momentum, settings.Nesterov, settings.WeightDecay),
        TrainingOptimizer.AdamW => new AdamW(parameters, settings.Beta1, settings.Beta2, settings.Epsilon, settings.WeightDecay),
        var other => throw new ArgumentOutOfRangeException(nameof(settings), other, null),
    };

    /// <summary>Forgets the gradients.</summary>
    internal void ZeroGrad()
    {
        using var scope = NewDisposeScope();
        foreach (var trained in _parameters)
            trained.Parameter.grad?.zero_();
    }

    /// <summary>One step of every parameter that has a gradient. May overwrite the gradients.</summary>
    /// <param name="rate">The schedule's learning rate.</param>
    internal void Step(double rate)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < _parameters.Length; i++)
        {
            if (_parameters[i].Parameter.grad is { } gradient)
                Move(i, gradient, rate * _parameters[i].RateFactor);
        }
    }

    public void Dispose()
    {
        foreach (var (_, tensor) in State)
            tensor.Dispose();
    }

    /// <summary>Moves one parameter, by its number.</summary>
    private protected abstract void Move(int number, Tensor gradient, double rate);
}
