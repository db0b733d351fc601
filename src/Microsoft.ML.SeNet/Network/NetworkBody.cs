using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>A network without its head. Its layers belong to the network that registers them under their names.</summary>
internal abstract class NetworkBody
{
    /// <summary>All layers with weights by their names in the state dictionary, in the order in which pictures meet them.</summary>
    internal abstract IReadOnlyList<(string Name, nn.Module Layer)> Layers { get; }

    /// <summary>Pictures (N, C, H, W) → features (N, F), in the caller's dispose scope.</summary>
    /// <param name="input">Of a size that fits.</param>
    /// <param name="chance">Where numbers for a training's regularization come from; null in evaluation.</param>
    internal abstract Tensor Features(Tensor input, Regularization? chance);

    /// <summary>The stage that a layer or weight is in by its name, from 0; −1 for the stem.</summary>
    internal abstract int StageOf(string name);
}
