using TorchSharp.Native;
using TorchSharp.Optim;

namespace TorchSharp.Modules;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101); the numbers are PyTorch's.</summary>
public partial class AdamW : OptimizerHelper, torch.optim.IBetas
{
    public AdamW(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public AdamW(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        if (lr < 0)
            throw new ArgumentException($"Invalid learning rate: {lr}");
        if (eps < 0)
            throw new ArgumentException($"Invalid ε: {eps}");
        if (beta1 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta1: {beta1}");
        if (beta2 is < 0 or >= 1)
            throw new ArgumentException($"Invalid beta2: {beta2}");
        if (weight_decay < 0)
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
        _defaults = new Options
        {
            LearningRate = lr, InitialLearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps,
            weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize,
        };
        foreach (var group in parameters)
            add_param_group(group);
    }

    /// <summary>The betas of groups that are added from now on and bring none of their own.</summary>
    public (double, double) Betas
    {
        get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
        set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        param_group.Options ??= new Options();
        ((Options)param_group.Options).Complete((Options)_defaults);
        AddGroup(param_group, parameter => new State(parameter));
    }

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<ParamGroup>(group =>
    {
        var batches = StepBatch<State>.Cut(group.Parameters, StateOf, (one, other) => one.step == other.step);
        foreach (var batch in batches)
        {
            using var scope = torch.NewDisposeScope();
            Update(batch, group.Options);
        }
    }, closure);

    private static void Update(StepBatch<State> batch, Options options)
    {
        foreach (var state in batch.States)
            state.step++;
        var parameters = Value.Tensors(batch.Parameters);
        var gradients = Value.Tensors(options.maximize!.Value ? Aten._foreach_neg.List(Value.Tensors(batch.Gradients)) : batch.Gradients);
        var averages = Value.Tensors(batch.States.Select(state => state.exp_avg));
        var learningRate = options.LearningRate!.Value;

        Aten._foreach_mul_.Run(parameters, 1 - learningRate * options.weight_decay!.Value);
        Aten._foreach_mul_.Run(averages, options.beta1);
        Aten._foreach_add_.Run(averages, gradients, 1 - options.beta1!.Value);
        var denominators = Value.Tensors(Denominators(batch.States, gradients, options));
        var correction = 1 - Math.Pow(options.beta1!.Value, batch.States[0].step);
        Aten._foreach_addcdiv_.Run(parameters, averages, denominators, -(learningRate / correction));
    }

    /// <summary>Moves the second moments and gives √(v / correction) + ε, of the largest v so far with AMSGrad.</summary>
    private static torch.Tensor[] Denominators(List<State> states, Value gradients, Options options)
    {
        var squares = Value.Tensors(states.Select(state => state.exp_avg_sq));
        Aten._foreach_mul_.Run(squares, options.beta2);
        Aten._foreach_addcmul_.Run(squares, gradients, gradients, 1 - options.beta2!.Value);
        if (options.amsgrad!.Value)
        {
            var largest = Value.Tensors(states.Select(state => state.max_exp_avg_sq));
            Aten._foreach_maximum_.Run(largest, squares);
            squares = largest;
        }
        var denominators = Aten._foreach_sqrt.List(squares);
        var correction = 1 - Math.Pow(options.beta2!.Value, states[0].step);
        Aten._foreach_div_.Run(Value.Tensors(denominators), Math.Sqrt(correction));
        Aten._foreach_add_scalar_.Run(Value.Tensors(denominators), options.eps);
        return denominators;
    }
}
