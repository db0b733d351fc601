using TorchSharp.Modules;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>The largest of each window: (N, C, H, W) → (N, C, H', W').</summary>
        public sealed class MaxPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly (long[] Kernel, long[]? Stride, long[]? Padding, long[]? Dilation, bool Ceil) _window;

            internal MaxPool2d(long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceil) : base(nameof(MaxPool2d)) =>
                _window = (kernel, stride, padding, dilation, ceil);

            public override torch.Tensor forward(torch.Tensor _input) =>
                max_pool2d(_input, _window.Kernel, _window.Stride, _window.Padding, _window.Dilation, _window.Ceil);

            public (torch.Tensor Values, torch.Tensor Indices) forward_with_indices(torch.Tensor _input) =>
                max_pool2d_with_indices(_input, _window.Kernel, _window.Stride, _window.Padding, _window.Dilation, _window.Ceil);
        }

        /// <summary>The mean of each window: (N, C, H, W) → (N, C, H', W').</summary>
        public sealed class AvgPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly (long[] Kernel, long[]? Stride, long[]? Padding, bool Ceil, bool CountPadding, long? Divisor) _window;

            internal AvgPool2d(long[] kernel, long[]? stride, long[]? padding, bool ceil, bool countPadding, long? divisor) : base(nameof(AvgPool2d)) =>
                _window = (kernel, stride, padding, ceil, countPadding, divisor);

            public override torch.Tensor forward(torch.Tensor _input) =>
                avg_pool2d(_input, _window.Kernel, _window.Stride, _window.Padding, _window.Ceil, _window.CountPadding, _window.Divisor);
        }

        /// <summary>The means of a grid of windows that cover the picture: (N, C, H, W) → (N, C, output size).</summary>
        public sealed class AdaptiveAvgPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long[] _outputSize;

            internal AdaptiveAvgPool2d(long[] outputSize) : base(nameof(AdaptiveAvgPool2d)) => _outputSize = outputSize;

            public override torch.Tensor forward(torch.Tensor _input) => adaptive_avg_pool2d(_input, _outputSize);
        }

        /// <summary>The largest in a grid of windows that cover the picture: (N, C, H, W) → (N, C, output size).</summary>
        public sealed class AdaptiveMaxPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long[] _outputSize;

            internal AdaptiveMaxPool2d(long[] outputSize) : base(nameof(AdaptiveMaxPool2d)) => _outputSize = outputSize;

            public override torch.Tensor forward(torch.Tensor _input) => adaptive_max_pool2d(_input, _outputSize);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static MaxPool2d MaxPool2d(long[] _kernel_size, long[]? _stride = null, long[]? padding = null, long[]? dilation = null, bool _ceil_mode = false) =>
                new(_kernel_size, _stride, padding, dilation, _ceil_mode);

            public static MaxPool2d MaxPool2d(long _kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool _ceil_mode = false) =>
                new([_kernel_size, _kernel_size], Square(stride), Square(padding), Square(dilation), _ceil_mode);

            public static MaxPool2d MaxPool2d((long, long) _kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool _ceil_mode = false) =>
                new(Sides(_kernel_size), Both(stride), Both(padding), Both(dilation), _ceil_mode);

            public static AvgPool2d AvgPool2d(long[] kernel_size, long[]? _stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new(kernel_size, _stride, padding, ceil_mode, count_include_pad, divisor_override);

            public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new([kernel_size, kernel_size], Square(stride), Square(padding), ceil_mode, count_include_pad, divisor_override);

            public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new(Sides(kernel_size), Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] _output_size) => new(_output_size);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long _output_size) => new([_output_size, _output_size]);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) _output_size) => new(Sides(_output_size));

            public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] _output_size) => new(_output_size);
        }
    }
}
