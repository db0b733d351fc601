namespace TorchSharp.Modules;

/// <summary>The geometry of a convolution; <paramref name="Intent"/> says the padding where <paramref name="Padding"/> does not.</summary>
internal sealed record ConvolutionShape(
    long InChannels, long OutChannels, long[] KernelSize, long[] Stride, long[]? Padding, Padding? Intent, long[] Dilation, long Groups, PaddingModes Mode)
{
    /// <summary>What to add at each edge, from the last dimension to the first.</summary>
    internal long[] Border()
    {
        var border = new long[KernelSize.Length * 2];
        if (Intent == TorchSharp.Padding.Same && Stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        for (var i = 0; i < KernelSize.Length; i++)
        {
            var dimension = KernelSize.Length - 1 - i;
            var both = Padding is not null ? 2 * Padding[dimension] : Intent == TorchSharp.Padding.Same ? Dilation[dimension] * (KernelSize[dimension] - 1) : 0;
            border[2 * i] = both / 2;
            border[2 * i + 1] = both - both / 2;
        }
        return border;
    }
}
