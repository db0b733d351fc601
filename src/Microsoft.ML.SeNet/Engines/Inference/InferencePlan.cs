using System.Text;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// How a network scores on a device in a type: a list of steps with the fastest kernel that each one may have there. The steps depend on
/// device, type, shapes and libtorch, never on a measurement, so that equal calls give equal bits. <see cref="ToString"/> shows them. For
/// any number of threads; a call keeps no tensor.
/// </summary>
internal sealed class InferencePlan : IDisposable
{
    private readonly NetworkOptions _options;
    private readonly string _where;
    private readonly IReadOnlyList<PlanStep> _steps;
    private readonly IReadOnlyList<Slot>[] _lastReads;
    private readonly int _slots;
    private readonly FullyConnected _head;
    private readonly IDisposable _shared;

    /// <param name="options">The network.</param>
    /// <param name="where">Device, type and kind of the plan, in words.</param>
    /// <param name="steps">From the input to the features; belong to this object from now on, as all that follows.</param>
    /// <param name="head">From the features to the logits.</param>
    /// <param name="shared">What kernels share.</param>
    internal InferencePlan(NetworkOptions options, string where, IReadOnlyList<PlanStep> steps, FullyConnected head, IDisposable shared)
    {
        (_options, _where, _steps, _head, _shared) = (options, where, steps, head, shared);
        _lastReads = LastReads(steps);
        _slots = steps.Max(step => Math.Max(step.To.Number, step.From.Max(slot => slot.Number))) + 1;
    }

    /// <summary>Compiles a network.</summary>
    /// <param name="trained">Its trained form; stays the caller's and as it is, and is not needed afterwards.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">What convolutions compute in.</param>
    internal static InferencePlan Of(NetworkState trained, Device device, ScalarType type) =>
        PlanCompiler.Compile(trained, device, type, ConvolutionKernels.Obstacle(device, type));

    /// <summary>What the network says of pictures before it tells classes apart.</summary>
    /// <param name="input">(N, C, H, W), normalized, on the plan's device, best channels-last.</param>
    /// <returns>(N, F).</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels, or is too small.</exception>
    internal Tensor Features(Tensor input)
    {
        Shapes.ExpectPictures(_options, input);
        using var scope = NewDisposeScope();
        var slots = new PlanSlots(input, _slots);
        for (var i = 0; i < _steps.Count; i++)
            slots.Run(_steps[i], _lastReads[i]);
        return slots[Slot.Maps].MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="Features"/> gave → logits (N, K).</summary>
    internal Tensor Head(Tensor features) => _head.Run(features);

    /// <summary>For each step the slots whose contents no later one reads.</summary>
    private static IReadOnlyList<Slot>[] LastReads(IReadOnlyList<PlanStep> steps)
    {
        var last = new IReadOnlyList<Slot>[steps.Count];
        HashSet<Slot> needed = [Slot.Maps];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            needed.Remove(steps[i].To);
            last[i] = [.. steps[i].From.Where(needed.Add)];
        }
        return last;
    }

    /// <summary>The steps as a table: layer, what it reads and makes, what it computes, with which kernel and why.</summary>
    public override string ToString()
    {
        string[][] rows =
        [
            .. _steps.Select(step => (string[])[step.Layer, $"{step.To} ← {string.Join(", ", step.From)}", step.What, step.Kernel]),
            [SeResNet.HeadName, $"Logits ← {Slot.Maps}", $"{_head.Inputs} → {_head.Outputs}", _head.Kernel],
        ];
        var widths = Enumerable.Range(0, rows[0].Length - 1).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder($"{_options.Name}, {_options.Classes} classes, {_where}");
        foreach (var row in rows)
            text.Append('\n').AppendJoin("  ", row.Select((cell, column) => column < widths.Length ? cell.PadRight(widths[column]) : cell));
        return text.ToString();
    }

    public void Dispose()
    {
        foreach (var step in _steps)
            step.Dispose();
        _head.Dispose();
        _shared.Dispose();
    }
}
