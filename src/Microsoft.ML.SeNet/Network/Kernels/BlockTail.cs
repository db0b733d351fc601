using Microsoft.ML.SeNet.Network.Fused;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>The end of a residual block in prediction, in one pass over memory: ReLU(scale · branch + identity), channel by channel.</summary>
internal static class BlockTail
{
    /// <summary>Whether these can be joined here: both channels-last on the CPU, of one type, and one scale for each picture and channel.</summary>
    internal static bool Takes(Tensor branch, Tensor? scale, Tensor identity) =>
        branch.dtype == identity.dtype && (scale is null || (scale.dtype == ScalarType.Float32 && scale.numel() == branch.shape[0] * branch.shape[1]))
        && ChannelsLast.Has(branch) && ChannelsLast.Has(identity);

    /// <summary>Overwrites the branch with the block's output.</summary>
    /// <param name="branch">(N, C, H, W).</param>
    /// <param name="scale">(N, C, 1, 1) float32; null for ones.</param>
    /// <param name="identity">(N, C, H, W), stays as it is.</param>
    internal static void Join(Tensor branch, Tensor? scale, Tensor identity)
    {
        using var scope = NewDisposeScope();
        var (pictures, channels) = (branch.shape[0], branch.shape[1]);
        var passes = MapPasses.Of(branch.dtype);
        var factors = scale is null ? ones(pictures, channels) : passes.ToPlaces(scale.view(pictures, channels)); // (N, C)
        var rows = MapMemory.Rows(branch); // (N, H, W, C)
        passes.Tail(rows, MapMemory.Rows(identity), stack([factors, zeros_like(factors)]), rows);
    }
}
