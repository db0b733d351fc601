using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>What steps of a plan hand on to later ones, by a number from 0 and a name.</summary>
internal readonly record struct Slot(int Number, string Name)
{
    /// <summary>What goes from block to block, (N, C, H, W); behind the last step the features, (N, F).</summary>
    internal static Slot Maps { get; } = new(0, nameof(Maps));

    /// <summary>A block's residual branch, (N, C, H, W).</summary>
    internal static Slot Branch { get; } = new(1, nameof(Branch));

    /// <summary>The factors of squeeze and excitation, (N, C, 1, 1) or, without squeeze, (N, C, H, W).</summary>
    internal static Slot Scale { get; } = new(2, nameof(Scale));

    /// <summary>A block's shortcut where that is not its input, (N, C, H, W).</summary>
    internal static Slot Identity { get; } = new(3, nameof(Identity));

    /// <summary>What a node of a graph gives; the first one is what comes in.</summary>
    internal static Slot Of(int node) => node == 0 ? Maps : new(Identity.Number + node, $"v{node}");

    public override string ToString() => Name;
}

/// <summary>
/// One step of a plan: it reads some slots and makes what goes into one. Owns its weights. For any number of threads at a time.
/// </summary>
/// <param name="layer">What it stands for, by its name in the state dictionary; another name where it has no weights.</param>
/// <param name="to">Where its result goes.</param>
/// <param name="from">What it reads.</param>
internal abstract class PlanStep(string layer, Slot to, params Slot[] from) : IDisposable
{
    internal string Layer => layer;

    internal Slot To => to;

    internal IReadOnlyList<Slot> From => from;

    /// <summary>What it computes, such as "3×3, 64 → 64, ReLU".</summary>
    internal abstract string What { get; }

    /// <summary>With which kernel, and why with no faster one.</summary>
    internal abstract string Kernel { get; }

    /// <summary>Computes it; may overwrite what no later step reads, and give it back.</summary>
    internal abstract Tensor Run(PlanSlots slots);

    public virtual void Dispose()
    {
    }
}

/// <summary>The slots of one call.</summary>
/// <param name="input">What is in <see cref="Slot.Maps"/> at first; stays the caller's.</param>
/// <param name="count">How many slots there are.</param>
internal sealed class PlanSlots(Tensor input, int count)
{
    private readonly Tensor?[] _tensors = [input, .. new Tensor?[count - 1]];

    internal Tensor this[Slot slot] => _tensors[slot.Number] ?? throw new InvalidOperationException($"Nothing is in the slot {slot}.");

    /// <summary>Runs a step and frees what nobody reads any more.</summary>
    /// <param name="step">The step.</param>
    /// <param name="lastReads">What it is the last one to read.</param>
    internal void Run(PlanStep step, IReadOnlyList<Slot> lastReads)
    {
        using var scope = NewDisposeScope(); // for what the step makes on its way
        var made = scope.MoveToOuter(step.Run(this));
        foreach (var slot in lastReads)
            Put(slot, null, made);
        Put(step.To, made, made);
    }

    private void Put(Slot slot, Tensor? tensor, Tensor kept)
    {
        var before = _tensors[slot.Number];
        if (!ReferenceEquals(before, input) && !ReferenceEquals(before, kept))
            before?.Dispose();
        _tensors[slot.Number] = tensor;
    }
}
