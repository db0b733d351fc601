using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>The weights of a network without its fully connected layer, with one of zeros for one class.</summary>
internal sealed class HeadlessTensors : ITensorSource
{
    private const string FirstBlock = "layer1.0.";

    private static readonly string[] s_heads = ["fc.", "last_linear.", "linear."];

    private readonly ITensorSource _file;

    /// <summary>Adds the layer; disposing this disposes the file.</summary>
    internal HeadlessTensors(ITensorSource file)
    {
        _file = file;
        var prefix = PrefixOf(file);
        var isCaffe = file.Tensors.Keys.Any(name => name.StartsWith($"{prefix}layer0.", StringComparison.Ordinal));
        var head = $"{prefix}{(isCaffe ? "last_linear" : "fc")}";
        // Nothing has more channels than the last stage puts out.
        var features = file.Tensors.Values.Where(entry => entry.Shape.Count == 1).Max(entry => entry.Shape[0]);
        Tensors = new Dictionary<string, TensorEntry>(file.Tensors)
        {
            [$"{head}.weight"] = new(SafetensorsDType.F32, [1, features]),
            [$"{head}.bias"] = new(SafetensorsDType.F32, [1]),
        };
    }

    public string Name => _file.Name;

    public string Format => _file.Format;

    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Whether a file has blocks, and no layer of the names that heads have.</summary>
    internal static bool IsHeadless(ITensorSource file) => PrefixOf(file) is { } prefix
        && !file.Tensors.Keys.Any(name => s_heads.Any(head => name.StartsWith(prefix + head, StringComparison.Ordinal)))
        && file.Tensors.Values.Any(entry => entry.Shape.Count == 1);

    public void ReadInto(string name, Tensor destination)
    {
        if (_file.Tensors.ContainsKey(name))
        {
            _file.ReadInto(name, destination);
            return;
        }
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        destination.zero_();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>What stands before all names, as DistributedDataParallel puts it there; null where there is no first block.</summary>
    private static string? PrefixOf(ITensorSource file) =>
        file.Tensors.Keys.FirstOrDefault(name => name.Contains(FirstBlock, StringComparison.Ordinal)) is { } name
            ? name[..name.IndexOf(FirstBlock, StringComparison.Ordinal)]
            : null;
}
