using Microsoft.ML.SeNet.Network.Graph;
using TorchSharp;

namespace SeNetMl.Convolutions;

/// <summary>A convolution whose padding is half its kernel, as most of ours.</summary>
/// <param name="Batch">N.</param>
/// <param name="From">C.</param>
/// <param name="To">C'.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Kernel">Sides of its kernel.</param>
/// <param name="Stride">In both directions.</param>
/// <param name="Groups">Of its channels.</param>
/// <param name="ChannelsLast">How the maps and weights lie.</param>
/// <param name="Type">float32 or bfloat16.</param>
internal sealed record ConvolutionShape(
    int Batch, int From, int To, int Height, int Width, Extent Kernel, int Stride, int Groups, bool ChannelsLast, torch.ScalarType Type)
{
    internal Extent Padding { get; init; } = Kernel.Half;

    /// <summary>Multiply-adds for one channel that goes out.</summary>
    internal long CostOfChannel => Batch * (From / Groups) * Kernel.Positions * OutputHeight * OutputWidth;

    internal int OutputHeight => ((Height + (2 * Padding.Height) - Kernel.Height) / Stride) + 1;

    internal int OutputWidth => ((Width + (2 * Padding.Width) - Kernel.Width) / Stride) + 1;

    internal ConvolutionOperation ToOperation() => new(From, To, Kernel, Stride, Padding, Groups);

    public override string ToString() =>
        $"{Batch}x{From}x{Height}x{Width} to {To}, kernel {Kernel.Height}x{Kernel.Width}, padding {Padding.Height}x{Padding.Width}, "
        + $"stride {Stride}, groups {Groups}, "
        + $"{(ChannelsLast ? "channels-last" : "NCHW")}, {Type}";
}
