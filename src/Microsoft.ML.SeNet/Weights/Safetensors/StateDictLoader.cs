using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>Puts the tensors of a file, of whatever kind, into a module's parameters and buffers.</summary>
internal static class StateDictLoader
{
    /// <summary>
    /// Overwrites the whole state of <paramref name="module"/>. Values are converted to the module's element types and go to its devices;
    /// memory layouts stay. Names and shapes are all compared first, so a file that does not fit changes nothing.
    /// </summary>
    /// <param name="module">Any module; what its <c>state_dict</c> lists is what the file must hold.</param>
    /// <param name="file">The open file; stays open.</param>
    /// <exception cref="InvalidDataException">Names, shapes or kinds of number differ; the message lists all that do.</exception>
    internal static void Load(nn.Module module, ITensorSource file)
    {
        CheckFit(module, file);
        // These are the module's own tensors: nothing here is to be disposed.
        foreach (var (name, tensor) in module.state_dict())
            file.ReadInto(name, tensor);
    }

    /// <summary>Compares names, shapes and kinds of number, of which a module may have only the first two (on the meta device).</summary>
    internal static void CheckFit(nn.Module module, ITensorSource file)
    {
        var state = module.state_dict();
        var expected = state.ToDictionary(item => item.Key, item => (IReadOnlyList<long>)item.Value.shape);
        var tensors = file.Tensors;
        var got = tensors.ToDictionary(item => item.Key, item => item.Value.Shape);
        new StateDictMismatch(expected, got).ThrowIfAny(file.Name);
        CheckKinds(state, tensors, file.Name);
    }

    /// <summary>
    /// Floating-point numbers may become others of their kind, whole numbers too; nothing turns from one kind into the other.
    /// </summary>
    private static void CheckKinds(Dictionary<string, Tensor> state, IReadOnlyDictionary<string, TensorEntry> tensors, string fileName)
    {
        static string Kind(ScalarType type) => is_floating_point(type) ? "a floating-point type" : "whole numbers";

        var faults = state
            .Select(item => (Name: item.Key, Expected: item.Value.dtype, Got: tensors[item.Key].DType))
            .Where(item => is_floating_point(item.Expected) != is_floating_point(item.Got.ToScalarType()))
            .Select(item => $"{item.Name}: expected {Kind(item.Expected)}, got {item.Got}")
            .ToList();
        if (faults.Count > 0)
            throw new InvalidDataException(
                $"The weights in '{fileName}' are of other types than the module's. {string.Join("; ", faults)}. "
                + "Write the file with the types that the module has.");
    }
}
