using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Other heights and widths: (N, C, H, W) → (N, C, H', W'), given as sizes or as factors.
        public static partial class functional
        {
            public static Tensor upsample_nearest2d(Tensor input, long[]? outputSizes = null, double[]? scaleFactors = null) =>
                Aten.upsample_nearest2d.Tensor(input, outputSizes, scaleFactors);

            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                Aten.upsample_bilinear2d.Tensor(x, size, align_corners, scale_factor);
        }
    }
}
