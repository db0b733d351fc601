using TorchSharp.Native;
using TorchSharp.Optim;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum (Sutskever et al. 2013) and Nesterov's form of it; the numbers are PyTorch's.</summary>
public partial class SGD : OptimizerHelper, torch.optim.IMomentum
{
    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        if (lr < 0)
            throw new ArgumentException($"Invalid learning rate: {lr}");
        if (momentum < 0)
            throw new ArgumentException($"Invalid momentum value: {momentum}");
        if (weight_decay < 0)
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        _defaults = new Options
        {
            LearningRate = lr, InitialLearningRate = lr, momentum = momentum, dampening = dampening,
            weight_decay = weight_decay, nesterov = nesterov, maximize = maximize,
        };
        foreach (var group in parameters)
            add_param_group(group);
    }

    /// <summary>The momentum of groups that are added from now on and bring none of their own.</summary>
    public double Momentum
    {
        get => ((Options)_defaults).momentum!.Value;
        set => ((Options)_defaults).momentum = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        param_group.Options ??= new Options();
        ((Options)param_group.Options).Complete((Options)_defaults);
        AddGroup(param_group, parameter => new State(parameter));
    }

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<ParamGroup>(group =>
    {
        var batches = StepBatch<State>.Cut(group.Parameters, StateOf, (one, other) => one.momentum_buffer is null == other.momentum_buffer is null);
        foreach (var batch in batches)
        {
            using var scope = torch.NewDisposeScope();
            Update(batch, group.Options);
        }
    }, closure);

    private static void Update(StepBatch<State> batch, Options options)
    {
        IReadOnlyList<torch.Tensor> gradients = batch.Gradients;
        if (options.maximize!.Value)
            gradients = Aten._foreach_neg.List(Value.Tensors(gradients));
        if (options.weight_decay != 0)
            gradients = Aten._foreach_add.List(Value.Tensors(gradients), Value.Tensors(batch.Parameters), options.weight_decay);
        if (options.momentum != 0)
            gradients = WithMomentum(batch.States, gradients, options);
        Aten._foreach_add_.Run(Value.Tensors(batch.Parameters), Value.Tensors(gradients), -options.LearningRate!.Value);
    }

    private static IReadOnlyList<torch.Tensor> WithMomentum(List<State> states, IReadOnlyList<torch.Tensor> gradients, Options options)
    {
        if (states[0].momentum_buffer is null)
            foreach (var (state, gradient) in states.Zip(gradients))
                state.momentum_buffer = gradient.clone().DetachFromDisposeScope();
        else
        {
            var moving = Value.Tensors(states.Select(state => state.momentum_buffer));
            Aten._foreach_mul_.Run(moving, options.momentum);
            Aten._foreach_add_.Run(moving, Value.Tensors(gradients), 1 - options.dampening!.Value);
        }
        var buffers = states.ConvertAll(state => state.momentum_buffer);
        return options.nesterov!.Value
            ? Aten._foreach_add.List(Value.Tensors(gradients), Value.Tensors(buffers), options.momentum)
            : buffers;
    }
}
