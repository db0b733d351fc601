using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>
/// What is kept of a picture to find those that look like it: 18 × 16 gray pixels, and a 64-bit difference hash of them, after the dHash of
/// N. Krawetz, "Kind of Like That", https://www.hackerfactor.com/blog/index.php?/archives/529-Kind-of-Like-That.html: the picture at 9 × 8,
/// one bit for each pixel that is darker than its right neighbor. Unlike there, "darker" is by more than what encoding again changes,
/// so that flat grounds give the same bits each time.
/// </summary>
/// <param name="Hash">The difference hash; like pictures differ in few bits.</param>
/// <param name="Gray">The gray pixels, row by row: (16, 18).</param>
internal sealed record Thumbnail(ulong Hash, byte[] Gray)
{
    internal const int Width = 2 * (HashSide + 1);
    internal const int Height = 2 * HashSide;

    private const int HashSide = 8;

    // Two levels, for the sum of the four pixels under one of the hash.
    private const int Margin = 4 * 2;

    // ITU-R BT.601, the luma that Pillow's "L" uses too, in 65,536ths.
    private const int Red = 19595;
    private const int Green = 38470;
    private const int Blue = 7471;

    private readonly double _mean = Mean(Gray);

    private readonly double _deviation = Math.Sqrt(Math.Max(0, Dot(Gray, Gray) - (Gray.Length * Mean(Gray) * Mean(Gray))));

    /// <summary>Shrinks a picture. The whole of it, so that its shape does not matter.</summary>
    internal static Thumbnail Of(RgbView picture, Resampler resampler)
    {
        Span<byte> colors = stackalloc byte[Width * Height * RgbView.Channels];
        resampler.Resize(picture, new CropBox(0, 0, picture.Width, picture.Height), Width, Height, colors);
        var gray = new byte[Width * Height];
        for (var pixel = 0; pixel < gray.Length; pixel++)
        {
            var color = colors[(RgbView.Channels * pixel)..];
            gray[pixel] = (byte)(((color[0] * Red) + (color[1] * Green) + (color[2] * Blue) + (1 << 15)) >> 16);
        }
        return new Thumbnail(HashOf(gray), gray);
    }

    /// <summary>How alike two pictures are whatever their brightness and contrast: Pearson's correlation of the pixels, in [-1, 1];
    /// 0 where one is flat.</summary>
    internal double Correlation(Thumbnail other)
    {
        var scale = _deviation * other._deviation;
        return scale > 0 ? (Dot(Gray, other.Gray) - (Gray.Length * _mean * other._mean)) / scale : 0;
    }

    private static ulong HashOf(ReadOnlySpan<byte> gray)
    {
        ulong hash = 0;
        for (var row = 0; row < HashSide; row++)
        {
            var left = Sum(gray, row, 0);
            for (var column = 1; column <= HashSide; column++)
            {
                var right = Sum(gray, row, column);
                hash = (hash << 1) | (right > left + Margin ? 1UL : 0);
                left = right;
            }
        }
        return hash;
    }

    private static int Sum(ReadOnlySpan<byte> gray, int row, int column)
    {
        var upper = (2 * row * Width) + (2 * column);
        var lower = upper + Width;
        return gray[upper] + gray[upper + 1] + gray[lower] + gray[lower + 1];
    }

    private static double Mean(ReadOnlySpan<byte> gray)
    {
        var sum = 0;
        foreach (var value in gray)
            sum += value;
        return (double)sum / gray.Length;
    }

    // At most 288 · 255², and a lane's share of that in 32 bits.
    private static int Dot(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var ones = MemoryMarshal.Cast<byte, Vector<byte>>(one);
        var others = MemoryMarshal.Cast<byte, Vector<byte>>(other);
        var sum = Vector<uint>.Zero;
        for (var i = 0; i < ones.Length; i++)
        {
            Vector.Widen(ones[i], out var oneLow, out var oneHigh);
            Vector.Widen(others[i], out var otherLow, out var otherHigh);
            Vector.Widen(oneLow * otherLow, out var first, out var second);
            Vector.Widen(oneHigh * otherHigh, out var third, out var fourth);
            sum += first + second + third + fourth;
        }
        var total = (int)Vector.Sum(sum);
        for (var i = ones.Length * Vector<byte>.Count; i < one.Length; i++)
            total += one[i] * other[i];
        return total;
    }
}
