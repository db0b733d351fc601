using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// libtorch's convolution, but for two kinds that oneDNN 3.7.1 computes wrongly on any machine; these as others that give the same numbers.
/// <list type="bullet">
/// <item>1×1 with a stride and fewer than 16 input channels: the gradient of the weights is written past its memory where the maps are channels-last
/// (https://github.com/uxlfoundation/oneDNN/issues/6035). Every other row and column is taken first.</item>
/// <item>Larger kernels with a stride over bfloat16 maps one pixel wide: the gradient of the weights has what was in memory before, where a column of the
/// kernel meets padding only. A column of zeros, which is what padding is, makes the map two pixels wide.</item>
/// </list>
/// </summary>
internal static class SafeConvolution
{
    private const int LeastChannels = 16;

    /// <summary>(N, C, H, W) → (N, C', H/stride, W/stride), the padding being half the kernel.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="weight">(C', C / groups, k, k).</param>
    /// <param name="bias">(C'), or null.</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">On all sides.</param>
    /// <param name="groups">Of its channels.</param>
    internal static Tensor Of(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long groups)
    {
        if (stride > 1 && padding == 0 && weight.size(1) < LeastChannels)
        {
            using var sampled = Sampled(input, stride); // (N, C, H', W')
            return functional.conv2d(sampled, weight, bias, groups: groups);
        }
        if (stride > 1 && padding > 0 && input.dtype == ScalarType.BFloat16 && input.size(3) == 1)
        {
            using var widened = functional.pad(input, (long[])[0, 1]); // (N, C, H, 2)
            return functional.conv2d(widened, weight, bias, strides: [stride, stride], padding: [padding, padding], groups: groups);
        }
        return functional.conv2d(input, weight, bias, strides: [stride, stride], padding: [padding, padding], groups: groups);
    }

    /// <summary>Every stride-th row and column: (N, C, H, W) → (N, C, H', W').</summary>
    private static Tensor Sampled(Tensor input, long stride)
    {
        using var rows = input.slice(2, 0, input.size(2), stride);
        return rows.slice(3, 0, input.size(3), stride);
    }
}
