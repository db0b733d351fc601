using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>Puts the tensors of a file into a module's parameters and buffers.</summary>
public static class WeightsLoader
{
    /// <summary>
    /// Overwrites the whole state of <paramref name="module"/>. Values are converted to the module's element types and go to its devices;
    /// memory layouts stay. Names and shapes are all compared first, so a file that does not fit changes nothing.
    /// </summary>
    /// <param name="module">Any module; what its <c>state_dict</c> lists is what the file must hold.</param>
    /// <param name="file">The open file; stays open.</param>
    /// <exception cref="InvalidDataException">Names, shapes or kinds of number differ; the message lists all that do.</exception>
    public static void Load(nn.Module module, SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);
        Load(module, (ITensorSource)file);
    }

    /// <summary>Loads from any kind of file, as <see cref="Load(nn.Module, SafetensorsFile)"/> does.</summary>
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

    /// <summary>Floating-point numbers may become others of their kind, whole numbers too; nothing turns from one kind into the other.</summary>
    private static void CheckKinds(Dictionary<string, Tensor> state, IReadOnlyDictionary<string, TensorEntry> tensors, string fileName)
    {
        var faults = state
            .Select(item => (Name: item.Key, Expected: item.Value.dtype, Got: tensors[item.Key].DType))
            .Where(item => is_floating_point(item.Expected) != is_floating_point(item.Got.ToScalarType()))
            .Select(item => $"{item.Name}: expected {(is_floating_point(item.Expected) ? "a floating-point type" : "whole numbers")}, got {item.Got}")
            .ToList();
        if (faults.Count > 0)
            throw new InvalidDataException($"The weights in '{fileName}' are of other types than the module's. {string.Join("; ", faults)}. Write the file with the types that the module has.");
    }

    /// <summary>Opens the file, loads it as <see cref="Load(nn.Module, SafetensorsFile)"/> does and closes it.</summary>
    /// <param name="module">Any module.</param>
    /// <param name="path">A safetensors file.</param>
    /// <exception cref="InvalidDataException">The file is not valid, or names or shapes differ.</exception>
    public static void Load(nn.Module module, string path)
    {
        using var file = SafetensorsFile.Open(path);
        Load(module, file);
    }
}
