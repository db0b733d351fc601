using System.Globalization;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>What is said about pixel vectors besides their type: how <c>ExtractPixels</c> made them.</summary>
/// <param name="Offset">What was subtracted from each 8-bit value.</param>
/// <param name="Scale">What the difference was multiplied by.</param>
/// <param name="Order">The order of colors.</param>
/// <param name="Side">The side of the square that a vector without dimensions holds; null where nobody said.</param>
internal sealed record PixelVectorSource(float Offset = 0, float Scale = 1, ColorsOrder Order = ColorsOrder.ARGB, int? Side = null)
{
    private const int MostPlanes = 4;

    /// <summary>
    /// The layout of a column's vectors. Three dimensions tell size and planes, (C, H, W) or (H, W, C); a vector without is a planar square.
    /// </summary>
    /// <exception cref="ArgumentException">The length fits no picture.</exception>
    internal PixelVectorLayout Layout(VectorDataViewType type, string column)
    {
        // ExtractPixels leaves bytes as they are.
        var (offset, scale) = type.ItemType == NumberDataViewType.Byte ? (0f, 1f) : (Offset, Scale);
        var (planes, height, width, isInterleaved) = Shape(type, column);
        return new PixelVectorLayout(width, height, Colors(planes), Order, isInterleaved, offset, scale);
    }

    private (int Planes, int Height, int Width, bool IsInterleaved) Shape(VectorDataViewType type, string column) => type.Dimensions switch
    {
        [<= MostPlanes and not 2, var height, var width] => (type.Dimensions[0], height, width, false),
        [var height, var width, <= MostPlanes and not 2] => (type.Dimensions[2], height, width, true),
        _ when Square(type.Size) is { } square => (square.Planes, square.Side, square.Side, false),
        _ => throw new ArgumentException(string.Create(
            CultureInfo.InvariantCulture,
            $"Feature column '{column}': expected a vector of pixels with three dimensions as ExtractPixels makes it, or C x S x S numbers with C = 1, 3 or 4{(Side is { } side ? $" and S = {side} (Options.ImageSize)" : "")}, got {type}. Make the vectors with ExtractPixels, or set Options.ImageSize to their side.")),
    };

    private (int Planes, int Side)? Square(int length)
    {
        foreach (var planes in (int[])[3, 1, 4])
        {
            var side = Side ?? (int)Math.Round(Math.Sqrt(length / (double)planes));
            if ((long)planes * side * side == length)
                return (planes, side);
        }
        return null;
    }

    private static ColorBits Colors(int planes) => planes switch
    {
        1 => ColorBits.Red,
        3 => ColorBits.Rgb,
        _ => ColorBits.All,
    };
}
