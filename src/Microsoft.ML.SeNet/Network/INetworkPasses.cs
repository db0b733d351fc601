using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// The parts of a network that can be computed in one pass over the maps; <see cref="PlainPasses"/> says what each of them is. What is made
/// on the way belongs to the caller's dispose scope.
/// </summary>
internal interface INetworkPasses
{
    /// <summary>
    /// What networks compute by unless told otherwise. An engine may put itself here, with the same numbers but for rounding.
    /// </summary>
    static INetworkPasses Chosen { get; set; } = new PlainPasses();

    /// <summary>conv(input): (N, C, H, W) → (N, C', H', W').</summary>
    Tensor Conv(SafeConvolution convolution, Tensor input);

    /// <summary>norm(conv(input)): (N, C, H, W) → (N, C', H', W').</summary>
    Tensor ConvNorm(SafeConvolution convolution, BatchNorm2d normalization, Tensor input);

    /// <summary>norm(maps), and ReLU of it where asked for: (N, C, H, W) → (N, C, H, W).</summary>
    Tensor Norm(BatchNorm2d normalization, Tensor maps, bool rectifies);

    /// <summary>ReLU(norm(conv(input))): (N, C, H, W) → (N, C', H', W').</summary>
    Tensor ConvNormRelu(SafeConvolution convolution, BatchNorm2d normalization, Tensor input);

    /// <summary>The end of a residual block, ReLU(s · norm(conv(maps)) + identity): (N, C, H, W) → (N, C', H', W').</summary>
    /// <param name="convolution">The last one of the residual branch.</param>
    /// <param name="normalization">The last one of the residual branch.</param>
    /// <param name="squeezeExcitation">Makes s of the normalized maps; 1 where null.</param>
    /// <param name="maps">(N, C, H, W).</param>
    /// <param name="identity">(N, C', H', W').</param>
    /// <param name="rectifiesFirst">Whether ReLU goes over the normalized maps before anything else does.</param>
    Tensor BlockEnd(
        SafeConvolution convolution, BatchNorm2d normalization, SqueezeExcitation? squeezeExcitation, Tensor maps, Tensor identity,
        bool rectifiesFirst = false);

    /// <summary>Squeeze and excitation anywhere else: (N, C, H, W) → (N, C, H, W).</summary>
    Tensor Scale(SqueezeExcitation squeezeExcitation, Tensor maps);

    /// <summary>The stem's pooling, the largest of 3 × 3 positions at stride 2: (N, C, H, W) → (N, C, H', W').</summary>
    Tensor Pool(Tensor maps, StemPooling pooling, bool trains);
}

/// <summary>The passes by libtorch's own operators: the reference that every other implementation is held against.</summary>
internal class PlainPasses : INetworkPasses
{
    public Tensor Conv(SafeConvolution convolution, Tensor input) => convolution.call(input);

    public Tensor ConvNorm(SafeConvolution convolution, BatchNorm2d normalization, Tensor input)
    {
        using var maps = convolution.call(input); // (N, C', H', W')
        return Norm(normalization, maps, rectifies: false);
    }

    public Tensor ConvNormRelu(SafeConvolution convolution, BatchNorm2d normalization, Tensor input)
    {
        using var maps = convolution.call(input); // (N, C', H', W')
        return Norm(normalization, maps, rectifies: true);
    }

    public Tensor BlockEnd(
        SafeConvolution convolution, BatchNorm2d normalization, SqueezeExcitation? squeezeExcitation, Tensor maps, Tensor identity,
        bool rectifiesFirst = false)
    {
        using var branch = convolution.call(maps); // (N, C', H', W')
        return NormScaleAdd(normalization, squeezeExcitation, branch, identity, rectifiesFirst);
    }

    public Tensor Scale(SqueezeExcitation squeezeExcitation, Tensor maps) => squeezeExcitation.call(maps);

    public virtual Tensor Pool(Tensor maps, StemPooling pooling, bool trains) => pooling == StemPooling.Padded
        ? functional.max_pool2d(maps, 3, stride: 2, padding: 1)
        : functional.max_pool2d(maps, 3, stride: 2, ceil_mode: true);

    public virtual Tensor Norm(BatchNorm2d normalization, Tensor maps, bool rectifies)
    {
        var normalized = normalization.call(maps);
        return rectifies ? normalized.relu_() : normalized;
    }

    /// <summary>ReLU(s · norm(maps) + identity).</summary>
    protected virtual Tensor NormScaleAdd(
        BatchNorm2d normalization, SqueezeExcitation? squeezeExcitation, Tensor maps, Tensor identity, bool rectifiesFirst)
    {
        var branch = normalization.call(maps);
        if (rectifiesFirst)
            branch.relu_();
        if (squeezeExcitation is not null)
            branch = squeezeExcitation.call(branch);
        // Not over the output of a ReLU, which its gradient needs.
        return (rectifiesFirst && squeezeExcitation is null ? branch.add(identity) : branch.add_(identity)).relu_();
    }
}
