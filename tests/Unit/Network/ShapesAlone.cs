using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

/// <summary>A file of which only names and shapes are there: what recognition looks at.</summary>
internal sealed class ShapesAlone(Dictionary<string, TensorEntry> tensors) : ITensorSource
{
    /// <summary>What a network's file would hold, under other names.</summary>
    internal static ShapesAlone Of(NetworkOptions options, Func<string, string> rename)
    {
        using var network = new SeResNet(options, META);
        return new ShapesAlone(network.state_dict().ToDictionary(
            item => rename(item.Key), item => new TensorEntry(item.Value.dtype.ToSafetensors()!.Value, item.Value.shape)));
    }

    public string Name => "x.pth";

    public string Format => "a test";

    public IReadOnlyDictionary<string, TensorEntry> Tensors => tensors;

    internal Dictionary<string, TensorEntry> Changeable => tensors;

    public void ReadInto(string name, Tensor destination) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
