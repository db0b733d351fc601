using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>What steps of a plan hand on to later ones.</summary>
internal enum Slot
{
    /// <summary>What goes from block to block, (N, C, H, W); behind the last step the features, (N, F).</summary>
    Maps,

    /// <summary>A block's residual branch, (N, C, H, W).</summary>
    Branch,

    /// <summary>The factors of squeeze and excitation, (N, C, 1, 1) or, without squeeze, (N, C, H, W).</summary>
    Scale,

    /// <summary>A block's shortcut where that is not its input, (N, C, H, W).</summary>
    Identity,
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
internal sealed class PlanSlots(Tensor input)
{
    private static readonly int s_count = Enum.GetValues<Slot>().Length;

    private readonly Tensor?[] _tensors = [input, .. new Tensor?[s_count - 1]];

    internal Tensor this[Slot slot] => _tensors[(int)slot] ?? throw new InvalidOperationException($"Nothing is in the slot {slot}.");

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
        var before = _tensors[(int)slot];
        if (!ReferenceEquals(before, input) && !ReferenceEquals(before, kept))
            before?.Dispose();
        _tensors[(int)slot] = tensor;
    }
}
