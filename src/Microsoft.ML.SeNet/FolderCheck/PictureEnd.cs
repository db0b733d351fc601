namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>
/// Whether a file has its end. Decoders fill what a cut JPEG file lacks with gray and say nothing, so half a picture would be trained on.
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
