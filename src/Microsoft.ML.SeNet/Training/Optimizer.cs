using Microsoft.ML.SeNet.Network;
using TorchSharp;
using TorchSharp.Modules;
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

    /// <summary>The optimizer that the options ask for.</summary>
    internal static Optimizer Of(TrainingOptions options, IEnumerable<TrainedParameter> parameters) => options.Optimizer switch
    {
        TrainingOptimizer.Sgd => new Sgd(parameters, options.Momentum, options.Nesterov, options.WeightDecay),
        TrainingOptimizer.AdamW => new AdamW(parameters, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay),
        var other => throw new ArgumentOutOfRangeException(nameof(options), other, null),
    };

    /// <summary>
    /// Whether the parameters know what computes in their place: then a step takes the gradients from there, and brings the weights there.
    /// </summary>
    internal bool PublishesToCopies => Array.Exists(_parameters, trained => trained.Copy is not null);

    /// <summary>Forgets the gradients.</summary>
    internal void ZeroGrad()
    {
        foreach (var trained in _parameters)
        {
            trained.Parameter.grad = null;
            if (trained.Copy is { } copy)
                copy.grad = null;
        }
    }

    /// <summary>One step of every parameter that has a gradient. May overwrite the gradients.</summary>
    /// <param name="rate">The schedule's learning rate.</param>
    internal void Step(double rate)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var onePass = new List<(ParameterMemory Memory, MoveNumbers Move)>();
        for (var i = 0; i < _parameters.Length; i++)
        {
            var trained = _parameters[i];
            if (trained.Gradient is not { } gradient)
                continue;
            if (IsOnePass(trained, gradient))
                onePass.Add((new ParameterMemory(trained.Parameter, gradient, trained.Copy), MoveInOnePass(i, rate * trained.RateFactor)));
            else
                MoveByOperators(i, gradient, rate * trained.RateFactor);
        }
        OnePass.Run(onePass);
    }

    private void MoveByOperators(int number, Tensor gradient, double rate)
    {
        var (_, parameter, _) = _parameters[number];
        Move(number, gradient.to(parameter.dtype), rate);
        _parameters[number].Copy?.copy_(parameter);
    }

    private static bool IsOnePass(TrainedParameter trained, Tensor gradient) =>
        trained.Parameter.device_type == DeviceType.CPU && trained.Parameter.dtype == ScalarType.Float32
        && gradient.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && WeightLayout.IsMemory(trained.Parameter) && (trained.Copy is not { } copy || WeightLayout.IsMemory(copy))
            && WeightLayout.AreAlike(trained.Parameter, gradient, trained.Copy);

    public void Dispose()
    {
        foreach (var (_, tensor) in State)
            tensor.Dispose();
    }

    /// <summary>What moves a float32 parameter on the CPU, by its number, in one pass over its memory.</summary>
    private protected abstract MoveNumbers MoveInOnePass(int number, double rate);

    /// <summary>Moves one parameter, by its number, on any device.</summary>
    private protected abstract void Move(int number, Tensor gradient, double rate);
}

/// <summary>A parameter that an optimizer moves.</summary>
/// <param name="Name">Its name in the network, under which a checkpoint keeps what the optimizer knows of it.</param>
/// <param name="Parameter">Stays the caller's.</param>
/// <param name="RateFactor">What the schedule's learning rate is multiplied by for this parameter.</param>
internal sealed record TrainedParameter(string Name, Parameter Parameter, double RateFactor = 1)
{
    /// <summary>What computes in the parameter's place, and has its gradient; null where it computes itself. Stays the caller's.</summary>
    internal Parameter? Copy { get; init; }

    /// <summary>Its own gradient, or else that of what computes in its place; null for none.</summary>
    internal Tensor? Gradient => Parameter.grad ?? Copy?.grad;

    /// <summary>
    /// The weight decay of this parameter: biases and batch normalization, all of one dimension, have none
    /// (He et al., https://arxiv.org/abs/1812.01187, section 3.1).
    /// </summary>
    internal double DecayOf(double weightDecay) => Parameter.dim() > 1 ? weightDecay : 0;
}
