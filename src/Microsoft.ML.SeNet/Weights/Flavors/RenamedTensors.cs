using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>
/// A foreign file under our names and shapes: excitations that are fully connected layers there are 1×1 convolutions here, and the counters
/// of batches that PyTorch before 0.4.1 did not write are 0.
/// </summary>
internal sealed class RenamedTensors : ITensorSource
{
    internal const string Counter = ".num_batches_tracked";

    private readonly ITensorSource _file;
    private readonly IReadOnlyDictionary<string, string> _theirs;

    /// <summary>Renames what is in a file; disposing this disposes the file.</summary>
    internal RenamedTensors(ITensorSource file, KeyNames names)
        : this(file, names.Theirs, names.Theirs.ToDictionary(item => item.Key, item => Reshaped(item.Key, file.Tensors[item.Value])))
    {
    }

    /// <summary>Renames what is in a file, under shapes that have as many numbers; what it lacks is zero.</summary>
    /// <param name="file">Disposed with this.</param>
    /// <param name="theirs">Their name for each of ours that the file has.</param>
    /// <param name="shapes">All of ours.</param>
    internal RenamedTensors(
        ITensorSource file, IReadOnlyDictionary<string, string> theirs, IReadOnlyDictionary<string, IReadOnlyList<long>> shapes)
        : this(file, theirs, shapes.ToDictionary(item => item.Key, item =>
            new TensorEntry(theirs.TryGetValue(item.Key, out var name) ? file.Tensors[name].DType : SafetensorsDType.F32, item.Value)))
    {
    }

    private RenamedTensors(ITensorSource file, IReadOnlyDictionary<string, string> theirs, Dictionary<string, TensorEntry> tensors)
    {
        (_file, _theirs) = (file, theirs);
        foreach (var variance in tensors.Keys.Where(name => name.EndsWith(".running_var", StringComparison.Ordinal)).ToList())
            tensors.TryAdd(variance[..variance.LastIndexOf('.')] + Counter, new TensorEntry(SafetensorsDType.I64, []));
        Tensors = tensors;
    }

    public string Name => _file.Name;

    public string Format => _file.Format;

    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    public void ReadInto(string name, Tensor destination)
    {
        if (_theirs.TryGetValue(name, out var theirs))
            _file.ReadInto(theirs, destination);
        else
            Clear(destination);
    }

    public void Dispose() => _file.Dispose();

    private static void Clear(Tensor destination)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        destination.zero_();
    }

    private static TensorEntry Reshaped(string name, TensorEntry entry) =>
        entry.Shape.Count == 2 && name.Contains(".se.fc", StringComparison.Ordinal) ? entry with { Shape = [.. entry.Shape, 1, 1] } : entry;
}
