using System.Buffers.Binary;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.FolderCheck;

/// <summary>A folder of drawn pictures that is gone after the test.</summary>
internal sealed class PictureFolder : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("picture-folder-").FullName;

    internal string this[string relative] => Path.Combine(Root, relative);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Writes a picture in the format of its ending.</summary>
    internal string Write(string relative, RgbBuffer picture)
    {
        if (relative.EndsWith(".bmp", StringComparison.Ordinal))
            return Write(relative, Bitmap(picture));
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        var rgba = new byte[picture.Width * picture.Height * 4];
        for (var pixel = 0; pixel < picture.Width * picture.Height; pixel++)
        {
            picture.Span.Slice(3 * pixel, 3).CopyTo(rgba.AsSpan(4 * pixel));
            rgba[(4 * pixel) + 3] = 255;
        }
        using var image = MLImage.CreateFromPixels(picture.Width, picture.Height, MLPixelFormat.Rgba32, rgba);
        image.Save(this[relative]);
        return this[relative];
    }

    internal string Write(string relative, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[relative])!);
        File.WriteAllBytes(this[relative], bytes);
        return this[relative];
    }

    // A header of 14 bytes, one of 40, and the rows from below, blue first: ML.NET reads bitmaps and writes none.
    private static byte[] Bitmap(RgbBuffer picture)
    {
        var stride = (3 * picture.Width + 3) / 4 * 4;
        var file = new byte[54 + (stride * picture.Height)];
        "BM"u8.CopyTo(file);
        foreach (var (at, value) in new[] { (2, file.Length), (10, 54), (14, 40), (18, picture.Width),
            (22, picture.Height), (26, 1 | (24 << 16)) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        for (var i = 0; i < picture.Width * picture.Height; i++)
        {
            var to = 54 + ((picture.Height - 1 - (i / picture.Width)) * stride) + (3 * (i % picture.Width));
            (file[to], file[to + 1], file[to + 2]) = (picture.Span[(3 * i) + 2], picture.Span[(3 * i) + 1], picture.Span[3 * i]);
        }
        return file;
    }

    /// <summary>A picture for each name, each another one.</summary>
    internal void WriteScenes(params string[] names)
    {
        foreach (var (index, name) in names.Index())
            Write(name, Scene(1000 + index));
    }

    /// <summary>Discs of many colors before a ground that goes from one color to another; another picture for each number.</summary>
    internal static RgbBuffer Scene(long number, int width = 48, int height = 36)
    {
        var random = new Seeds(number).Stream("scene");
        double Next() => random.NextDouble();
        var (above, below) = (Color(), Color());
        var discs = Enumerable.Range(0, 12).Select(_ => (X: Next(), Y: Next(), Radius: 0.1 + (0.15 * Next()), Color: Color())).ToArray();
        var picture = new RgbBuffer();
        picture.Reset(width, height);
        for (var i = 0; i < width * height; i++)
        {
            var (x, y) = (((i % width) + 0.5) / width, ((i / width) + 0.5) / height);
            var disc = discs.LastOrDefault(one => ((one.X - x) * (one.X - x)) + ((one.Y - y) * (one.Y - y)) < one.Radius * one.Radius);
            for (var channel = 0; channel < 3; channel++)
                picture.Span[(3 * i) + channel] = (byte)(disc.Color?[channel] ?? above[channel] + (y * (below[channel] - above[channel])));
        }
        return picture;
        double[] Color() => [220 * Next(), 220 * Next(), 220 * Next()];
    }

    /// <summary>The picture in another size.</summary>
    internal static RgbBuffer Resized(RgbBuffer picture, int width, int height)
    {
        var result = new RgbBuffer();
        result.Reset(width, height);
        new Resampler().Resize(picture.View, new CropBox(0, 0, picture.Width, picture.Height), width, height, result.Span);
        return result;
    }

    /// <summary>The picture with other values.</summary>
    internal static RgbBuffer Changed(RgbBuffer picture, Func<byte, double> change)
    {
        var result = new RgbBuffer();
        result.Reset(picture.Width, picture.Height);
        for (var i = 0; i < result.Span.Length; i++)
            result.Span[i] = (byte)Math.Clamp(change(picture.Span[i]), 0, 255);
        return result;
    }
}
