using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

/// <summary>Every kind of component: a parameter, a buffer, children, a renamed field, and a field that is none.</summary>
internal sealed class Tower : nn.Module<Tensor, Tensor>
{
    private readonly Linear first = nn.Linear(2, 3);
    private readonly nn.Module<Tensor, Tensor> second = nn.Sequential(nn.ReLU(), nn.Linear(3, 1, hasBias: false));
    private readonly Parameter scale = nn.Parameter(ones(1));
    private readonly Tensor offset = zeros(1);

    [ComponentName(Name = "renamed")]
    private readonly Identity third = nn.Identity();

    private readonly Linear[] ignored = [];

    internal Tower() : base(nameof(Tower)) => RegisterComponents();

    internal int Ignored => ignored.Length;

    internal Parameter Scale => scale;

    internal Tensor Offset => offset;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return third.call(second.call(first.call(input))).mul(scale).add(offset).MoveToOuterDisposeScope();
    }
}

/// <summary>Registers by hand what it is told.</summary>
internal sealed class Shelf() : nn.Module<Tensor, Tensor>(nameof(Shelf))
{
    public override Tensor forward(Tensor input) => input.alias();
}

/// <summary>Declares its field in a base type, as user code does that shares one.</summary>
internal abstract class Base(string name) : nn.Module<Tensor, Tensor>(name)
{
    protected readonly Linear shared = nn.Linear(1, 1);
}

internal sealed class Derived : Base
{
    private readonly Linear own = nn.Linear(1, 1);

    internal Derived() : base(nameof(Derived)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using var middle = shared.call(input);
        return own.call(middle);
    }
}
