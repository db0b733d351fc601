using TorchSharp.Native;

namespace TorchSharp.Modules;

/// <summary>What the optimizers share: parameter groups with options, a state for each parameter, one scope a step.</summary>
public abstract partial class OptimizerHelper : torch.optim.Optimizer
{
    // By object: a parameter keeps its state whatever its memory, and equality of tensors compares values.
    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    protected OptimizerOptions _defaults = null!;

    public OptimizerHelper() : base(IntPtr.Zero)
    {
    }

    public override IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    /// <summary>Adds a group whose options are complete, with a fresh state for each of its parameters.</summary>
    private protected void AddGroup(ParamGroup group, Func<Parameter, OptimizerState> newState)
    {
        group.InitialLearningRate = group.LearningRate;
        group.Parameters = group.Parameters.ToList(); // a query over a module's tree would run anew at every step
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = newState(parameter);
            state.Initialize(group.Options);
            _states[parameter] = state;
        }
    }

    private protected OptimizerState StateOf(Parameter parameter) => _states[parameter];

    public override void zero_grad()
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        var gradients = parameters().Select(parameter => parameter.grad).OfType<torch.Tensor>().ToList();
        if (gradients.Count > 0)
            Aten._foreach_zero_.Run(Value.Tensors(gradients));
    }

    /// <summary>Runs the closure with gradients, then the update of each group without, in one dispose scope.</summary>
    protected torch.Tensor _step<T>(Action<T> body, Func<torch.Tensor>? loss_closure = null) where T : ParamGroup
    {
        torch.Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var tracked = torch.enable_grad();
            loss = loss_closure();
        }
        using (torch.no_grad())
        using (torch.NewDisposeScope())
            foreach (var group in _parameter_groups)
                body((T)group);
        return loss!;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            foreach (var state in _states.Values)
                (state as IDisposable)?.Dispose();
        _states.Clear();
        base.Dispose(disposing);
    }
}
