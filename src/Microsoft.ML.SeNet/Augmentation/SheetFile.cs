using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>The files of <see cref="ContactSheet"/> and <see cref="PictureSheet"/>: pictures that are read, and PNG files that are written.</summary>
internal static class SheetFile
{
    private const string Extension = ".png";

    /// <summary>Reads a picture as it is stored for training.</summary>
    /// <exception cref="InvalidDataException">The file is no picture, or a damaged one.</exception>
    internal static RgbBuffer Read(string file, EvaluationTransform transform)
    {
        var (decoded, stored) = (new RgbBuffer(), new RgbBuffer());
        try
        {
            PictureDecoder.DecodeBeginning(File.ReadAllBytes(file), decoded);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{file}': {e.Message}", e);
        }
        new PictureTransformer().Store(decoded.View, transform, stored);
        return stored;
    }

    /// <summary>Checks what a sheet is made of and where it goes.</summary>
    /// <param name="sheet">What the sheet is called, to begin the message with.</param>
    /// <param name="pictures">At least one.</param>
    /// <param name="path">A name that ends in .png.</param>
    internal static void Check(string sheet, IReadOnlyList<string> pictures, string path)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (pictures.Count == 0)
            throw new ArgumentException($"{sheet}: expected at least one picture, got none.", nameof(pictures));
        if (!Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{sheet}: expected a file name that ends in {Extension}, got '{path}'.", nameof(path));
    }

    /// <summary>Writes a sheet, whole or not at all.</summary>
    internal static void Save(RgbBuffer sheet, string path) => AtomicFile.Write(path, stream => stream.Write(ToPng(sheet)));

    /// <summary>The bytes of a PNG file.</summary>
    internal static byte[] ToPng(RgbBuffer picture)
    {
        const int BytesPerPixel = 4;
        var pixels = new byte[picture.Width * picture.Height * BytesPerPixel];
        for (int from = 0, to = 0; to < pixels.Length; from += RgbView.Channels, to += BytesPerPixel)
        {
            picture.Span.Slice(from, RgbView.Channels).CopyTo(pixels.AsSpan(to));
            pixels[to + RgbView.Channels] = byte.MaxValue;
        }
        // ML.NET saves pictures to paths only.
        var folder = Directory.CreateTempSubdirectory("contact-sheet-").FullName;
        try
        {
            var temporary = Path.Combine(folder, "sheet" + Extension);
            using (var image = MLImage.CreateFromPixels(picture.Width, picture.Height, MLPixelFormat.Rgba32, pixels))
                image.Save(temporary);
            return File.ReadAllBytes(temporary);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
