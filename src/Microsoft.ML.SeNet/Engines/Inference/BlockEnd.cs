using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>The end of a residual block in one pass over memory: ReLU(scale · branch + identity), channel by channel.</summary>
internal static unsafe class BlockEnd
{
    // Bytes of the branch that are worth a thread.
    private const int LeastBytes = 1 << 15;

    /// <summary>
    /// Whether these can be joined here: both channels-last on the CPU, of one type, and one scale for each picture and channel.
    /// </summary>
    internal static bool Takes(Tensor branch, Tensor? scale, Tensor identity) =>
        branch.dtype == identity.dtype
        && (scale is null || (scale.dtype == ScalarType.Float32 && scale.numel() == branch.shape[0] * branch.shape[1]))
        && ChannelsLast.Has(branch) && ChannelsLast.Has(identity);

    /// <summary>Overwrites the branch with the block's output.</summary>
    /// <param name="branch">(N, C, H, W).</param>
    /// <param name="scale">(N, C, 1, 1) float32; null for ones.</param>
    /// <param name="identity">(N, C, H, W), stays as it is.</param>
    internal static void Compute(Tensor branch, Tensor? scale, Tensor identity)
    {
        using var scope = NewDisposeScope();
        var (to, from) = (ChannelsLast.Of(branch), ChannelsLast.Of(identity));
        var factors = scale is null ? ones([to.Pictures, to.Channels]) : scale.view(to.Pictures, to.Channels); // (N, C)
        if (branch.dtype == ScalarType.BFloat16)
            Compute<BFloat16Element>(to, from.Bytes, MapMemory.Floats(factors));
        else
            Compute<Float32Element>(to, from.Bytes, MapMemory.Floats(factors));
    }

    private static void Compute<T>(ChannelsLast branch, byte* identity, float* scales) where T : struct, IElement
    {
        var size = branch.Channels * T.Size;
        ComputeTeam.Run(branch.Pictures * branch.Positions, Math.Max(1, LeastBytes / size), (first, end) =>
        {
            for (var position = first; position < end; position++)
            {
                var (at, picture) = (position * size, position / branch.Positions);
                Position<T>(branch.Bytes + at, identity + at, scales + (picture * branch.Channels), branch.Channels);
            }
        });
    }

    // All channels of a position, then the next one: straight through the memory. Optimized at once: a scoring process may not live long
    // enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Position<T>(byte* branch, byte* identity, float* scales, long channels) where T : struct, IElement
    {
        for (long channel = 0; channel < channels; channel += IElement.Lanes)
        {
            var (first, last) = T.Load(branch + (channel * T.Size));
            var (alsoFirst, alsoLast) = T.Load(identity + (channel * T.Size));
            var (scaleFirst, scaleLast) = Pair.Load(scales + channel);
            first = Vector256.FusedMultiplyAdd(first, scaleFirst, alsoFirst);
            last = Vector256.FusedMultiplyAdd(last, scaleLast, alsoLast);
            T.Store(branch + (channel * T.Size), Pair.ZeroBelow(first, Vector256<float>.Zero), Pair.ZeroBelow(last, Vector256<float>.Zero));
        }
    }
}
