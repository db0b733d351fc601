using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Pooling over height and width: (N, C, H, W) → (N, C, H', W'). The stride is the kernel's size if not given.
        public static partial class functional
        {
            public static Tensor max_pool2d(Tensor input, long[] _kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.max_pool2d.Tensor(input, _kernel_size, strides ?? _kernel_size, padding ?? Zero, dilation ?? One, ceil_mode);

            public static Tensor max_pool2d(Tensor input, long _kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, [_kernel_size, _kernel_size], Square(stride), Square(padding), Square(dilation), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) _kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Both(_kernel_size)!, Both(stride), Both(padding), Both(dilation), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] _kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.max_pool2d_with_indices.Pair(input, _kernel_size, strides ?? _kernel_size, padding ?? Zero, dilation ?? One, ceil_mode);

            internal static Tensor avg_pool2d(Tensor input, long[] kernelSize, long[]? stride, long[]? padding, bool ceilMode, bool countIncludePad, long? divisorOverride) =>
                Aten.avg_pool2d.Tensor(input, kernelSize, stride ?? kernelSize, padding ?? Zero, ceilMode, countIncludePad, divisorOverride is 0 ? null : divisorOverride);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Aten.adaptive_avg_pool2d.Tensor(input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => adaptive_avg_pool2d(input, Both(output_size)!);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, [output_size, output_size]);

            public static Tensor adaptive_max_pool2d(Tensor _input, long[] _output_size)
            {
                var (values, indices) = Aten.adaptive_max_pool2d.Pair(_input, _output_size);
                indices.Dispose();
                return values;
            }

            internal static long[]? Square(long? size) => size is { } side ? [side, side] : null;

            internal static long[]? Both((long, long)? sizes) => sizes is var (height, width) ? [height, width] : null;
        }
    }
}
