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
    /// <exception cref="InvalidDataException">Names or shapes differ; the message lists all that do.</exception>
    public static void Load(nn.Module module, SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);
        // These are the module's own tensors: nothing here is to be disposed.
        var state = module.state_dict();
        var expected = state.ToDictionary(item => item.Key, item => (IReadOnlyList<long>)item.Value.shape);
        var got = file.Entries.ToDictionary(entry => entry.Name, entry => entry.Shape);
        new StateDictMismatch(expected, got).ThrowIfAny(file.Name);
        foreach (var (name, tensor) in state)
            file.ReadInto(name, tensor);
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
