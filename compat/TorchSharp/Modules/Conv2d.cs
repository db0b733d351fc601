using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Convolution over height and width: (N, C, H, W) → (N, out, H', W').</summary>
        public sealed class Conv2d : Convolution
        {
            internal Conv2d(ConvolutionShape shape, bool bias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(Conv2d), shape, bias, device, dtype)
            {
            }

            public override torch.Tensor forward(torch.Tensor input) => ValidateShape(input, 2)
                ? Convolve(input)
                : throw new ArgumentException($"Expected 3D (unbatched) or 4D (batched) input with {Shape.InChannels} channels to Conv2d.");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(long in_channels, long out_channels, long _kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                Conv2d(in_channels, out_channels, (_kernel_size, _kernel_size), (stride, stride), (padding, padding), (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) _kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, Sides(_kernel_size), Sides(stride ?? (1, 1)), Sides(padding ?? (0, 0)), null, Sides(dilation ?? (1, 1)), groups, padding_mode), bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, long _kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                Conv2d(in_channels, out_channels, (_kernel_size, _kernel_size), padding, (stride, stride), (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) _kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(new(in_channels, out_channels, Sides(_kernel_size), Sides(stride ?? (1, 1)), null, padding, Sides(dilation ?? (1, 1)), groups, padding_mode), bias, device, dtype);

            private static long[] Sides((long, long) sides) => [sides.Item1, sides.Item2];
        }
    }
}
