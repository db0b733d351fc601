using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Data;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// Own: one picture file that shows what augmentation makes of some pictures, to be looked at before training. Each picture has a block of
/// <see cref="Rows"/>, the blocks stand side by side. A row begins with the picture as validation sees it; then follow seven draws, or seven
/// strengths from the weakest, or from the strongest backwards to the strongest forwards.
/// </summary>
public static class ContactSheet
{
    private const int DefaultImageSize = 96;
    private const int LargestSide = 32_768;
    private const string Extension = ".png";

    /// <summary>What the rows of a block show, from top to bottom.</summary>
    public static IReadOnlyList<string> Rows => SheetPainter.Rows;

    /// <summary>Draws the sheet.</summary>
    /// <param name="pictures">Picture files in any format that ML.NET reads. A picture is mixed with the next one, so that two at least show more.</param>
    /// <param name="path">The file to write, which ends in .png. Its directory must exist.</param>
    /// <param name="imageSize">The side of each small picture in pixels.</param>
    /// <param name="seed">Decides what is drawn: equal seeds give equal sheets.</param>
    /// <exception cref="ArgumentException">There are no pictures, or the path does not end in .png.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The sheet would be more than 32768 pixels wide or high.</exception>
    /// <exception cref="InvalidDataException">A file is no picture, or a damaged one.</exception>
    public static void Save(IReadOnlyList<string> pictures, string path, int imageSize = DefaultImageSize, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (pictures.Count == 0)
            throw new ArgumentException("A contact sheet: expected at least one picture, got none.", nameof(pictures));
        if (!Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"A contact sheet: expected a file name that ends in {Extension}, got '{path}'.", nameof(path));
        CheckSize(pictures.Count, imageSize);
        var sheet = new RgbBuffer();
        new SheetPainter(imageSize, new Seeds(seed)).Paint([.. pictures.Select(file => Stored(file, imageSize))], sheet);
        AtomicFile.Write(path, stream => Write(sheet, stream));
    }

    private static void CheckSize(int pictures, int imageSize)
    {
        var fits = imageSize >= 1 && SheetPainter.Width(pictures, imageSize) <= LargestSide && SheetPainter.Height(imageSize) <= LargestSide;
        if (!fits)
            throw new ArgumentOutOfRangeException(nameof(imageSize), $"A contact sheet: expected a size of 1 or more that gives a sheet of at most {LargestSide} x {LargestSide} pixels, got {imageSize} for {pictures} pictures.");
    }

    private static RgbBuffer Stored(string file, int imageSize)
    {
        var (decoded, stored) = (new RgbBuffer(), new RgbBuffer());
        try
        {
            PictureDecoder.Decode(File.ReadAllBytes(file), decoded);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{file}': {e.Message}", e);
        }
        new PictureTransformer().Store(decoded.View, SheetPainter.Evaluation(imageSize), stored);
        return stored;
    }

    // ML.NET saves pictures to paths only.
    private static void Write(RgbBuffer sheet, Stream stream)
    {
        const int BytesPerPixel = 4;
        var pixels = new byte[sheet.Width * sheet.Height * BytesPerPixel];
        for (int from = 0, to = 0; to < pixels.Length; from += RgbView.Channels, to += BytesPerPixel)
        {
            sheet.Span.Slice(from, RgbView.Channels).CopyTo(pixels.AsSpan(to));
            pixels[to + RgbView.Channels] = byte.MaxValue;
        }
        var folder = Directory.CreateTempSubdirectory("contact-sheet-").FullName;
        try
        {
            var temporary = Path.Combine(folder, "sheet" + Extension);
            using (var image = MLImage.CreateFromPixels(sheet.Width, sheet.Height, MLPixelFormat.Rgba32, pixels))
                image.Save(temporary);
            using var file = File.OpenRead(temporary);
            file.CopyTo(stream);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
