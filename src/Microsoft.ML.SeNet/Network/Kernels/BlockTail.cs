using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>The end of a residual block in one pass over memory: ReLU(scale · branch + identity), channel by channel.</summary>
internal static unsafe class BlockTail
{
    private const int Step = 16;

    // Bytes of the branch that are worth a thread.
    private const int LeastBytes = 1 << 15;

    /// <summary>Whether these can be joined here: both channels-last on the CPU, float32 or bfloat16, and the scale float32.</summary>
    internal static bool Takes(Tensor branch, Tensor? scale, Tensor identity) =>
        branch.dtype == identity.dtype && (scale is null || (scale.dtype == ScalarType.Float32 && scale.numel() == branch.shape[0] * branch.shape[1]))
        && ChannelsLast.Has(branch) && ChannelsLast.Has(identity);

    /// <summary>Overwrites the branch with the block's output.</summary>
    /// <param name="branch">(N, C, H, W).</param>
    /// <param name="scale">(N, C, 1, 1) float32, contiguous; null for ones.</param>
    /// <param name="identity">(N, C, H, W), stays as it is.</param>
    internal static void Join(Tensor branch, Tensor? scale, Tensor identity)
    {
        var (to, from) = (ChannelsLast.Of(branch), ChannelsLast.Of(identity));
        using var ones = scale is null ? Ones(to.Channels) : null;
        fixed (byte* factors = (scale ?? ones!).bytes)
        {
            var perPicture = scale is null ? 0 : to.Channels;
            if (branch.dtype == ScalarType.BFloat16)
                Compute<BFloat16Elements>(to, from.Bytes, (float*)factors, perPicture);
            else
                Compute<SingleElements>(to, from.Bytes, (float*)factors, perPicture);
        }
    }

    private static Tensor Ones(long count) => ones(count, ScalarType.Float32);

    private static void Compute<T>(ChannelsLast branch, byte* identity, float* scales, long scalesPerPicture) where T : struct, IElements
    {
        var least = Math.Max(1, LeastBytes / (branch.Channels * T.Size));
        ComputeTeam.Run(branch.Pictures * branch.Positions, least, (first, end) =>
        {
            for (var position = first; position < end; position++)
                Position<T>(branch.Bytes, identity, position * branch.Channels, scales + (position / branch.Positions * scalesPerPicture), branch.Channels);
        });
    }

    // Optimised at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Position<T>(byte* branch, byte* identity, long start, float* scales, long channels) where T : struct, IElements
    {
        long channel = 0;
        for (; channel <= channels - Step; channel += Step)
        {
            var (low, high) = T.Load(branch, start + channel);
            var (alsoLow, alsoHigh) = T.Load(identity, start + channel);
            var (scaleLow, scaleHigh) = SingleElements.Load((byte*)scales, channel);
            low = Vector256.Max(Vector256.FusedMultiplyAdd(low, scaleLow, alsoLow), Vector256<float>.Zero);
            high = Vector256.Max(Vector256.FusedMultiplyAdd(high, scaleHigh, alsoHigh), Vector256<float>.Zero);
            T.Store(branch, start + channel, low, high);
        }
        for (; channel < channels; channel++)
        {
            var sum = MathF.FusedMultiplyAdd(T.LoadOne(branch, start + channel), scales[channel], T.LoadOne(identity, start + channel));
            T.StoreOne(branch, start + channel, MathF.Max(sum, 0));
        }
    }
}
