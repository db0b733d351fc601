using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>Poolings by libtorch's operators.</summary>
internal static class MapPooling
{
    private static readonly long[] s_map = [2, 3];

    /// <summary>(N, C, H, W) → (N, C, H', W').</summary>
    internal static Tensor Of(Tensor maps, PoolingOperation pooling) => pooling.BeginsEverywhere ? OfAllPlaces(maps, pooling)
        : pooling.Kind == PoolingKind.Largest
        ? functional.max_pool2d(maps, pooling.Kernel, pooling.Stride, pooling.Padding, ceil_mode: pooling.RoundsUp)
        : functional.avg_pool2d(maps, pooling.Kernel, pooling.Stride, pooling.Padding, pooling.RoundsUp, pooling.CountsPadding);

    private static Tensor OfAllPlaces(Tensor maps, PoolingOperation pooling)
    {
        var beyond = pooling.Kernel - 1;
        using var widened = functional.pad(maps, (long[])[0, beyond, 0, beyond], value: double.NegativeInfinity);
        return functional.max_pool2d(widened, pooling.Kernel, pooling.Stride);
    }

    /// <summary>(N, C, H, W) → (N, C, S, S).</summary>
    internal static Tensor Adaptive(Tensor maps, int side) =>
        side == 1 ? maps.mean(s_map, keepdim: true) : functional.adaptive_avg_pool2d(maps, side);

    /// <summary>Rows and columns stride · i + offset, zeros where there are none: (N, C, H, W) → (N, C, H/stride, W/stride).</summary>
    internal static Tensor Sampled(Tensor maps, SamplingOperation sampling)
    {
        var (offset, stride) = (sampling.Offset, sampling.Stride);
        var shifted = offset == 0 ? maps : functional.pad(maps, (long[])[0, offset, 0, offset]);
        var sampled = shifted.slice(2, offset, shifted.shape[2], stride).slice(3, offset, shifted.shape[3], stride);
        return sampled.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2); // dense, as convolutions want their maps
    }
}
