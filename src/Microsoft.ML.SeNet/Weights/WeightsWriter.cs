using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>Writes a module's parameters and buffers as a safetensors file that PyTorch users can load as it is.</summary>
public static class WeightsWriter
{
    /// <summary>Writes the file whole or not at all (see <see cref="Common.AtomicFile"/>).</summary>
    /// <param name="module">Any module; what its <c>state_dict</c> lists is written, in its order.</param>
    /// <param name="path">The file to create or to replace.</param>
    /// <param name="metadata">What the weights belong to.</param>
    public static void Save(nn.Module module, string path, WeightsMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        SafetensorsWriter.Write(path, State(module), metadata.ToDictionary());
    }

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <param name="module">Any module; what its <c>state_dict</c> lists is written, in its order.</param>
    /// <param name="stream">Writable; need not seek.</param>
    /// <param name="metadata">What the weights belong to.</param>
    public static void Save(nn.Module module, Stream stream, WeightsMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        SafetensorsWriter.Write(stream, State(module), metadata.ToDictionary());
    }

    private static IEnumerable<(string Name, Tensor Tensor)> State(nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.state_dict().Select(item => (item.Key, item.Value));
    }
}
