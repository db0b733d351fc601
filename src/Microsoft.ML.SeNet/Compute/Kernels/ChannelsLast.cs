using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>Maps (N, C, H, W) whose memory is position by position, all channels of one before those of the next,
/// as our own passes read it.</summary>
/// <param name="Data">The first number. Good as long as the tensor.</param>
/// <param name="Pictures">N.</param>
/// <param name="Channels">C, a multiple of <see cref="IElement.Lanes"/>.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
internal readonly unsafe record struct ChannelsLast(IntPtr Data, long Pictures, long Channels, long Height, long Width)
{
    internal byte* Bytes => (byte*)Data;

    /// <summary>H·W.</summary>
    internal long Positions => Height * Width;

    /// <summary>Whether the maps lie so: on the CPU, float32 or bfloat16, not too large for a span.</summary>
    internal static bool Has(Tensor maps)
    {
        if (maps.device_type != DeviceType.CPU || maps.dtype is not (ScalarType.Float32 or ScalarType.BFloat16) || maps.dim() != 4)
            return false;
        var shape = maps.shape;
        if (shape[1] % IElement.Lanes != 0 || shape[0] * shape[1] * shape[2] * shape[3] > int.MaxValue / sizeof(float))
            return false;
        using var view = maps.permute(0, 2, 3, 1);
        return view.is_contiguous();
    }

    /// <summary>Looks at maps for which <see cref="Has"/> holds.</summary>
    internal static ChannelsLast Of(Tensor maps)
    {
        using var view = maps.permute(0, 2, 3, 1);
        var shape = maps.shape;
        return new ChannelsLast((IntPtr)MapMemory.Bytes(view), shape[0], shape[1], shape[2], shape[3]);
    }
}
