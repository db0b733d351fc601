using Microsoft.ML.SeNet.Network.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// A convolution, (N, C, H, W) → (N, C', H', W'): libtorch's, but for two kinds that oneDNN 3.7.1 computes wrongly on any machine; these as
/// others that give the same numbers.
/// <list type="bullet">
/// <item>1×1 with a stride and fewer than 16 input channels: the gradient of the weights is written past its memory where the maps are
/// channels-last (https://github.com/uxlfoundation/oneDNN/issues/6035). Every other row and column is taken first.</item>
/// <item>Larger kernels with a stride over bfloat16 maps one pixel wide: the gradient of the weights has what was in memory before, where a
/// column of the kernel meets padding only. A column of zeros, which is what padding is, makes the map two pixels wide.</item>
/// </list>
/// </summary>
internal sealed class SafeConvolution : Module<Tensor, Tensor>
{
    private const int LeastChannels = 16;

    private readonly ConvolutionOperation _shape;

    // Named as in the state dictionary: TorchSharp registers parameters by the names of their fields.
    private readonly Parameter weight;
    private readonly Parameter? bias;

    /// <param name="from">C.</param>
    /// <param name="to">C'.</param>
    /// <param name="kernel">Side of the kernel, of which the padding is half.</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="groups">Of its channels.</param>
    /// <param name="device">Where the weights are, which are yet to be written.</param>
    internal SafeConvolution(int from, int to, int kernel, int stride = 1, int groups = 1, Device? device = null)
        : this(new ConvolutionOperation(from, to, Extent.Square(kernel), stride, Extent.Square(kernel).Half, groups), device)
    {
    }

    /// <param name="shape">The convolution.</param>
    /// <param name="device">Where the weights are, which are yet to be written.</param>
    internal SafeConvolution(ConvolutionOperation shape, Device? device) : base(nameof(SafeConvolution))
    {
        _shape = shape;
        weight = Unset(device, shape.To, shape.From / shape.Groups, shape.Kernel.Height, shape.Kernel.Width);
        bias = shape.HasBias ? Unset(device, shape.To) : null;
        RegisterComponents();
    }

    /// <summary>(C', C / groups, k, k).</summary>
    internal Tensor Weight => weight;

    /// <summary>(C'); null where there is none.</summary>
    internal Tensor? Bias => bias;

    internal ConvolutionOperation Shape => _shape;

    /// <summary>Whether each channel is convolved by itself.</summary>
    internal bool IsDepthwise => _shape.Groups > 1 && _shape.Groups == _shape.From;

    /// <summary>Maps in the type of the weights.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Of(input.to(weight.dtype), weight, bias, _shape.Stride, _shape.Padding, _shape.Groups).MoveToOuterDisposeScope();
    }

    // Unlike the weights of TorchSharp's own layers it would die with the dispose scope that it is made in.
    private static Parameter Unset(Device? device, params long[] shape) =>
        (Parameter)new Parameter(empty(shape, device: device)).DetachFromDisposeScope();

    /// <summary>(N, C, H, W) → (N, C', H', W').</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="weight">(C', C / groups, k, k).</param>
    /// <param name="bias">(C'), or null.</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">On either side.</param>
    /// <param name="groups">Of its channels.</param>
    internal static Tensor Of(Tensor input, Tensor weight, Tensor? bias, long stride, Extent padding, long groups)
    {
        if (stride > 1 && IsOneByOne(weight) && padding == default && weight.size(1) < LeastChannels)
        {
            using var sampled = Sampled(input, stride); // (N, C, H', W')
            return functional.conv2d(sampled, weight, bias, groups: groups);
        }
        if (stride > 1 && padding.Width > 0 && input.dtype == ScalarType.BFloat16 && input.size(3) == 1)
        {
            using var widened = functional.pad(input, (long[])[0, 1]); // (N, C, H, 2)
            return functional.conv2d(widened, weight, bias, [stride, stride], [padding.Height, padding.Width], groups: groups);
        }
        return functional.conv2d(input, weight, bias, [stride, stride], [padding.Height, padding.Width], groups: groups);
    }

    private static bool IsOneByOne(Tensor weight) => weight.size(2) == 1 && weight.size(3) == 1;

    /// <summary>Every stride-th row and column: (N, C, H, W) → (N, C, H', W').</summary>
    private static Tensor Sampled(Tensor input, long stride)
    {
        using var rows = input.slice(2, 0, input.size(2), stride);
        return rows.slice(3, 0, input.size(3), stride);
    }
}
