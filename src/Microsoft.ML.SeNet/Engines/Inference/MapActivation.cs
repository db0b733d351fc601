using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>Activations in prediction, where the maps lie.</summary>
internal static class MapActivation
{
    /// <summary>Overwrites maps (N, C, H, W) and gives them.</summary>
    internal static Tensor Overwrite(Tensor maps, Activation activation)
    {
        if (activation != Activation.ReLU)
            return Activations.Overwrite(maps, activation);
        Rectifier.Apply(maps);
        return maps;
    }
}
