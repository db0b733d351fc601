using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>A module with a component of every kind that our networks have: a parameter, a buffer, children,
/// and a field that is none.</summary>
internal sealed class Tower : nn.Module<Tensor, Tensor>
{
    private readonly Linear first = nn.Linear(2, 3);
    private readonly nn.Module<Tensor, Tensor> second = nn.Sequential(nn.ReLU(), nn.Linear(3, 1, hasBias: false));
    private readonly Parameter scale = nn.Parameter(ones(1));
    private readonly Tensor offset = zeros(1);
    private readonly nn.Module<Tensor, Tensor>? nothing = null;

    internal Tower() : base(nameof(Tower)) => RegisterComponents();

    internal bool HasNothing => nothing is null;

    internal Parameter Scale => scale;

    internal Tensor Offset => offset;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return second.call(first.call(input)).mul(scale).add(offset).MoveToOuterDisposeScope();
    }
}

/// <summary>Declares its field in a base type, as our blocks do.</summary>
internal abstract class Base(string name) : nn.Module<Tensor, Tensor>(name)
{
    protected readonly Linear shared = nn.Linear(1, 1);
}

/// <summary>A module of a base type with a component.</summary>
internal sealed class Derived : Base
{
    private readonly Linear own = nn.Linear(1, 1);

    internal Derived() : base(nameof(Derived)) => RegisterComponents();

    public override Tensor forward(Tensor input) => own.call(shared.call(input));
}

/// <summary>Registers by hand what it is told.</summary>
internal sealed class Shelf() : nn.Module<Tensor, Tensor>(nameof(Shelf))
{
    public override Tensor forward(Tensor input) => input.alias();
}
