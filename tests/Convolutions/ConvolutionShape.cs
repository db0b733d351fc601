using TorchSharp;

namespace SeNetMl.Convolutions;

/// <summary>A convolution whose padding is half its kernel, as all of ours.</summary>
/// <param name="Batch">N.</param>
/// <param name="From">C.</param>
/// <param name="To">C'.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Kernel">Side of its kernel.</param>
/// <param name="Stride">In both directions.</param>
/// <param name="Groups">Of its channels.</param>
/// <param name="ChannelsLast">How the maps and weights lie.</param>
/// <param name="Type">float32 or bfloat16.</param>
internal sealed record ConvolutionShape(
    int Batch, int From, int To, int Height, int Width, int Kernel, int Stride, int Groups, bool ChannelsLast, torch.ScalarType Type)
{
    /// <summary>Multiply-adds for one channel that goes out.</summary>
    internal long CostOfChannel => (long)Batch * (From / Groups) * Kernel * Kernel * OutputHeight * OutputWidth;

    internal int OutputHeight => ((Height - 1) / Stride) + 1;

    internal int OutputWidth => ((Width - 1) / Stride) + 1;

    public override string ToString() =>
        $"{Batch}x{From}x{Height}x{Width} to {To}, kernel {Kernel}, stride {Stride}, groups {Groups}, "
        + $"{(ChannelsLast ? "channels-last" : "NCHW")}, {Type}";
}
