using System.Text;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Tells a file's kind by how it begins: the signatures of each format's specification, as IANA and the file formats' owners publish them.
/// </summary>
/// <param name="Name">What people call it.</param>
/// <param name="IsDecoded">Whether ML.NET's pictures are made from it.</param>
/// <param name="Extensions">What its files end in; empty where the ending is nobody's business.</param>
internal sealed record PictureFormat(string Name, bool IsDecoded, params string[] Extensions)
{
    /// <summary>Bytes that <see cref="Of"/> needs to see.</summary>
    internal const int SignatureBytes = 16;

    private static readonly PictureFormat s_jpeg = new("JPEG", IsDecoded: true, "jpg", "jpeg", "jpe", "jfif");
    private static readonly PictureFormat s_png = new("PNG", IsDecoded: true, "png", "apng");
    private static readonly PictureFormat s_gif = new("GIF", IsDecoded: true, "gif");
    private static readonly PictureFormat s_bmp = new("BMP", IsDecoded: true, "bmp", "dib");
    private static readonly PictureFormat s_webp = new("WebP", IsDecoded: true, "webp");
    private static readonly PictureFormat s_tiff = new("TIFF", IsDecoded: false, "tif", "tiff");
    private static readonly PictureFormat s_heic = new("HEIC", IsDecoded: false, "heic", "heif");
    private static readonly PictureFormat s_heif = new("HEIF", IsDecoded: false, "heif", "heic");
    private static readonly PictureFormat s_avif = new("AVIF", IsDecoded: false, "avif");
    private static readonly PictureFormat s_jpegXl = new("JPEG XL", IsDecoded: false, "jxl");
    private static readonly PictureFormat s_jpeg2000 = new("JPEG 2000", IsDecoded: false, "jp2", "j2k");
    private static readonly PictureFormat s_photoshop = new("Photoshop", IsDecoded: false, "psd");

    /// <summary>Whether a file of this kind may end so.</summary>
    /// <param name="extension">With its dot, in any case.</param>
    internal bool Fits(string extension) => Extensions.Contains(extension.TrimStart('.'), StringComparer.OrdinalIgnoreCase);

    /// <summary>The format of a file; null where it is none of those known here.</summary>
    /// <param name="start">Its first 16 bytes, or all where it has fewer.</param>
    internal static PictureFormat? Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => s_jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => s_png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => s_gif,
        // Two letters may begin a text as well: the two reserved fields of a bitmap's header are zero.
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => s_bmp,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => s_webp,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => s_tiff,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => OfBrand(start[8..]),
        [0xFF, 0x0A, ..] or [0, 0, 0, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => s_jpegXl,
        [0, 0, 0, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => s_jpeg2000,
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => s_photoshop,
        _ => null,
    };

    /// <summary>Whether a file is a web page, as servers send it in place of a picture that they lack.</summary>
    internal static bool IsWebPage(ReadOnlySpan<byte> start)
    {
        var text = Encoding.Latin1.GetString(start[..Math.Min(start.Length, 4 * SignatureBytes)]).TrimStart();
        return text.StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    // ISO 14496-12: the brand says what is in the boxes; most are films.
    private static PictureFormat? OfBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avif"u8) || brand.StartsWith("avis"u8) ? s_avif
        : brand.StartsWith("heic"u8) || brand.StartsWith("heix"u8) ? s_heic
        : brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8) ? s_heif
        : null;
}

/// <summary>
/// Whether a file has its end. Many decoders fill what a cut JPEG file lacks with gray and say nothing.
/// Own reading of ITU-T T.81, annex B, and of the PNG specification, section 11.2.5.
/// </summary>
internal static class PictureEnd
{
    private static ReadOnlySpan<byte> StartOfScan => [0xFF, 0xDA];

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    /// <summary>Whether a JPEG or PNG file is cut; false for other files.</summary>
    /// <param name="file">All of its bytes.</param>
    internal static bool IsMissing(ReadOnlySpan<byte> file) => PictureFormat.Of(file)?.Name switch
    {
        // Neither marker can be inside a scan, where a zero follows each FF. The end of an embedded thumbnail stands before the last scan.
        "JPEG" => file.LastIndexOf(StartOfScan) is >= 0 and var scan && file[scan..].IndexOf(EndOfImage) < 0,
        "PNG" => file.LastIndexOf("IEND"u8) < 0,
        _ => false,
    };
}
