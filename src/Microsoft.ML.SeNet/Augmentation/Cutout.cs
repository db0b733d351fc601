using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// A square of every picture lost (DeVries, Taylor, https://arxiv.org/abs/1708.04552): its center is any pixel, equally likely, so that it
/// may stand out of the picture. It gets ImageNet's mean color, which becomes about 0 for the network.
/// </summary>
/// <param name="Size">The side of the square in pixels, at least 1; the paper has 16 for CIFAR-10 and 8 for CIFAR-100.</param>
internal sealed record Cutout(int Size)
{
    /// <summary>The side of the square in pixels, at least 1.</summary>
    public int Size { get; } = Checked(Size);

    /// <summary>Draws what is lost of a picture.</summary>
    /// <param name="side">The side of the picture in pixels.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>The part of the square that is in the picture.</returns>
    internal PixelBox Draw(int side, RandomStream random)
    {
        var (left, width) = Range(random.NextInt32(side), side);
        var (top, height) = Range(random.NextInt32(side), side);
        return new PixelBox(left, top, width, height);
    }

    private (int First, int Length) Range(int center, int side)
    {
        var (first, end) = (Math.Max(0, center - (Size / 2)), (int)Math.Min(side, (long)center - (Size / 2) + Size));
        return (first, end - first);
    }

    private static int Checked(int size)
    {
        var faults = new Faults("A cutout");
        faults.Require(size >= 1, nameof(Size), "1 or more", size);
        faults.ThrowIfAny();
        return size;
    }
}
