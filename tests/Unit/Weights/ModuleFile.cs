using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>Modules of any kind as safetensors files.</summary>
internal static class ModuleFile
{
    internal static void Write(nn.Module module, string path, WeightsMetadata metadata) =>
        SafetensorsWriter.Write(path, State(module), metadata.ToDictionary());

    internal static void Write(nn.Module module, Stream stream, WeightsMetadata metadata) =>
        SafetensorsWriter.Write(stream, State(module), metadata.ToDictionary());

    internal static void Read(nn.Module module, string path)
    {
        using var file = SafetensorsFile.Open(path);
        StateDictLoader.Load(module, file);
    }

    private static IEnumerable<(string Name, Tensor Tensor)> State(nn.Module module) =>
        module.state_dict().Select(item => (item.Key, item.Value));
}
