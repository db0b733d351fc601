using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>Looks at one picture after the other and keeps of each what a check needs, not its pixels. One a thread.</summary>
internal sealed class PictureExaminer
{
    // What lossy formats make of one color, and of gray.
    private const int Tolerance = 8;

    private readonly PictureFile _file = new();
    private readonly RgbBuffer _picture = new();
    private readonly Resampler _resampler = new();

    /// <summary>Reads a file; a failure of it is part of what is told.</summary>
    internal Examination Examine(string path)
    {
        PictureFormat? format = null;
        try
        {
            var encoded = _file.Read(path);
            format = PictureFormat.Of(encoded);
            var decoded = PictureDecoder.DecodeBeginning(encoded, _picture);
            return new Examination(format, Fault: null, !decoded.IsWhole || PictureEnd.IsMissing(encoded), Facts(decoded));
        }
        catch (Exception e) when (PictureFile.IsOfTheFile(e) || e is IOException)
        {
            return new Examination(format, e.Message, IsCut: false, Facts: null);
        }
    }

    /// <summary>The format of a file that is passed over; null where it is no picture, or cannot be read.</summary>
    internal static PictureFormat? FormatOf(string path)
    {
        try
        {
            return PictureFormat.Of(PictureFile.ReadStart(path, stackalloc byte[PictureFormat.SignatureBytes]));
        }
        catch (Exception e) when (PictureFile.IsOfTheFile(e) || e is IOException)
        {
            return null;
        }
    }

    private PictureFacts Facts(DecodedFile decoded) =>
        new(_picture.Width, _picture.Height, IsBlank(_picture.Span), IsGray(_picture.Span), decoded.IsTurned, decoded.IsTransparent,
            Digest(), Thumbnail.Of(_picture.View, _resampler));

    private string Digest()
    {
        Span<byte> size = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, _picture.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[sizeof(int)..], _picture.Height);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(size);
        hash.AppendData(_picture.Span);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static bool IsBlank(ReadOnlySpan<byte> pixels)
    {
        Span<byte> least = [255, 255, 255];
        Span<byte> most = [0, 0, 0];
        for (var i = 0; i < pixels.Length; i += RgbView.Channels)
        {
            for (var channel = 0; channel < RgbView.Channels; channel++)
            {
                var value = pixels[i + channel];
                (least[channel], most[channel]) = (Math.Min(least[channel], value), Math.Max(most[channel], value));
                if (most[channel] - least[channel] > Tolerance)
                    return false;
            }
        }
        return true;
    }

    private static bool IsGray(ReadOnlySpan<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i += RgbView.Channels)
        {
            var (red, green, blue) = (pixels[i], pixels[i + 1], pixels[i + 2]);
            if (Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) > Tolerance)
                return false;
        }
        return true;
    }
}

/// <summary>What a look at a file has told.</summary>
/// <param name="Format">Its format by its content; null where that is unknown.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
/// <param name="IsCut">Whether its end is missing.</param>
/// <param name="Facts">What is on it; null where it cannot be read.</param>
internal sealed record Examination(PictureFormat? Format, string? Fault, bool IsCut, PictureFacts? Facts);

/// <summary>What is kept of a picture, less than a kilobyte.</summary>
/// <param name="Width">In pixels, upright.</param>
/// <param name="Height">In pixels, upright.</param>
/// <param name="IsBlank">Whether it is all of one color.</param>
/// <param name="IsGray">Whether it has no colors.</param>
/// <param name="IsTurned">Whether its EXIF orientation turned or mirrored it.</param>
/// <param name="IsTransparent">Whether it has pixels that were put on white.</param>
/// <param name="Digest">SHA-256 of its size and its decoded pixels.</param>
/// <param name="Thumbnail">To find its likes.</param>
internal sealed record PictureFacts(
    int Width, int Height, bool IsBlank, bool IsGray, bool IsTurned, bool IsTransparent, string Digest, Thumbnail Thumbnail);
