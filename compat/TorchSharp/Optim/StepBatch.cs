using TorchSharp.Modules;

namespace TorchSharp.Optim;

/// <summary>
/// Neighbours in a parameter group that have gradients and take one call of each operator together. On a CPU a batch is small
/// enough for its numbers to stay in cache from one operator to the next (measured: about half the time of one batch for all,
/// a third less than parameter by parameter); on other devices it is as long as it can be.
/// </summary>
internal sealed class StepBatch<TState> where TState : OptimizerState
{
    private const long ElementsOnCpu = 1 << 18;

    private long _elements;

    private StepBatch()
    {
    }

    internal List<Parameter> Parameters { get; } = [];

    internal List<torch.Tensor> Gradients { get; } = [];

    internal List<TState> States { get; } = [];

    /// <summary>Cuts the parameters with gradients into batches whose states are alike.</summary>
    internal static List<StepBatch<TState>> Cut(IEnumerable<Parameter> parameters, Func<Parameter, OptimizerState> stateOf, Func<TState, TState, bool> alike)
    {
        var batches = new List<StepBatch<TState>>();
        foreach (var parameter in parameters)
        {
            if (parameter.grad is not { } gradient)
                continue;
            var state = (TState)stateOf(parameter);
            var elements = parameter.device_type == DeviceType.CPU ? parameter.numel() : 0;
            if (batches.Count == 0 || batches[^1]._elements + elements > ElementsOnCpu || !alike(batches[^1].States[^1], state))
                batches.Add(new StepBatch<TState>());
            batches[^1].Add(parameter, gradient, state, elements);
        }
        return batches;
    }

    private void Add(Parameter parameter, torch.Tensor gradient, TState state, long elements)
    {
        Parameters.Add(parameter);
        Gradients.Add(gradient);
        States.Add(state);
        _elements += elements;
    }
}
