using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Layers as functions of their inputs and weights.
        public static partial class functional
        {
            private static readonly long[] Zero = [0];
            private static readonly long[] One = [1];

            /// <summary>(N, C, H, W) or (C, H, W) → the same with out channels and the convolved height and width.</summary>
            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Aten.conv2d.Tensor(input, weight, bias, strides ?? One, padding ?? Zero, dilation ?? One, groups);

            internal static Tensor conv2d_padding(Tensor input, Tensor weight, Tensor? bias, long[] strides, Padding padding, long[] dilation, long groups) =>
                Aten.conv2d_padding.Tensor(input, weight, bias, strides, padding == Padding.Same ? "same" : "valid", dilation, groups);

            /// <summary>(…, in) → (…, out).</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.linear.Tensor(input, weights, bias);

            /// <summary>Normalises each channel by its own or by the running statistics; without cuDNN, as TorchSharp asks for it.</summary>
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Aten.batch_norm.Tensor(input, weight, bias, running_mean, running_var, training, momentum, eps, false);

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                (inplace ? Aten.dropout_ : Aten.dropout).Tensor(input, p, training);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => x.dtype == ScalarType.Int64
                ? Aten.one_hot.Tensor(x, num_classes)
                : throw new ArgumentException("OneHot input tensor must have elements of type Int64");
        }
    }
}
