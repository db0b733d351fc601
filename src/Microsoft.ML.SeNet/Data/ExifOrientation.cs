using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SeNet.Data;

/// <summary>
/// How a camera was held: tag 0x0112 of EXIF, 1 … 8, in the APP1 segment of a JPEG file. ML.NET's pictures leave it out of account, so that
/// photographs of most telephones would lie on their side.
/// </summary>
internal static class ExifOrientation
{
    /// <summary>The orientation of a picture that is upright, or whose file does not tell.</summary>
    internal const int Upright = 1;

    private const int Last = 8;
    private const int FirstTransposed = 5;
    private const int Tile = 32;

    private const byte MarkerStart = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte App1 = 0xE1;

    private const int TiffHeaderBytes = 8;
    private const int EntryBytes = 12;
    private const ushort TiffMagic = 42;
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    /// <summary>Reads the orientation from the bytes of a file; never fails, in time linear in the file's length at worst.</summary>
    /// <param name="file">Any bytes.</param>
    /// <returns>1 … 8; 1 where the file is no JPEG, does not tell or is malformed.</returns>
    internal static int Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < 2 || file[0] != MarkerStart || file[1] != StartOfImage)
            return Upright;
        for (var rest = file[2..]; TryTakeSegment(ref rest, out var marker, out var content);)
        {
            if (marker == App1 && content.StartsWith(ExifName))
                return ReadTiff(content[ExifName.Length..]);
        }
        return Upright;
    }

    /// <summary>Brings a picture upright.</summary>
    /// <param name="picture">The picture as it is in the file; its width and height change places for orientations 5 to 8.</param>
    /// <param name="orientation">What <see cref="Read"/> told.</param>
    internal static void Turn(RgbBuffer picture, int orientation)
    {
        if (orientation == Upright)
            return;
        var (width, height) = (picture.Width, picture.Height);
        // Where the first pixel of the result is in the source, and how far from one to the next along a row and down a column.
        var (start, along, down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => ((width * height) - 1, -1, -width),
            4 => ((height - 1) * width, 1, -width),
            5 => (0, width, 1),
            6 => ((height - 1) * width, -width, 1),
            7 => ((width * height) - 1, -width, -1),
            8 => (width - 1, width, -1),
            _ => throw new ArgumentOutOfRangeException(nameof(orientation), $"A picture cannot be turned: expected an orientation of {Upright} to {Last}, got {orientation}."),
        };
        var bytes = picture.Span.Length;
        var source = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            picture.Span.CopyTo(source);
            if (orientation >= FirstTransposed)
                picture.Reset(height, width);
            Gather(MemoryMarshal.Cast<byte, Pixel>(source.AsSpan(0, bytes)), start, along, down, picture);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(source);
        }
    }

    // In tiles: else a transposed read would meet another line of the cache at each pixel.
    private static void Gather(ReadOnlySpan<Pixel> source, int start, int along, int down, RgbBuffer into)
    {
        var result = MemoryMarshal.Cast<byte, Pixel>(into.Span);
        var (width, height) = (into.Width, into.Height);
        for (var top = 0; top < height; top += Tile)
        {
            for (var left = 0; left < width; left += Tile)
            {
                for (var y = top; y < Math.Min(top + Tile, height); y++)
                {
                    for (var x = left; x < Math.Min(left + Tile, width); x++)
                        result[(y * width) + x] = source[start + (x * along) + (y * down)];
                }
            }
        }
    }

    private static bool TryTakeSegment(ref ReadOnlySpan<byte> rest, out byte marker, out ReadOnlySpan<byte> content)
    {
        marker = 0;
        content = default;
        if (rest.IsEmpty || rest[0] != MarkerStart)
            return false;
        var fill = rest.IndexOfAnyExcept(MarkerStart); // any number of FF may precede a marker
        if (fill < 0)
            return false;
        marker = rest[fill];
        if (marker is StartOfScan or EndOfImage || !BinaryPrimitives.TryReadUInt16BigEndian(rest[(fill + 1)..], out var length))
            return false;
        rest = rest[(fill + 1)..];
        if (length < sizeof(ushort) || length > rest.Length)
            return false;
        content = rest[sizeof(ushort)..length];
        rest = rest[length..];
        return true;
    }

    private static int ReadTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < TiffHeaderBytes || (!tiff.StartsWith("II"u8) && !tiff.StartsWith("MM"u8)))
            return Upright;
        var isBig = tiff[0] == (byte)'M';
        var directory = ReadUInt32(tiff[4..], isBig);
        if (ReadUInt16(tiff[2..], isBig) != TiffMagic || directory > tiff.Length - sizeof(ushort))
            return Upright;
        var entries = tiff[(int)directory..];
        var count = ReadUInt16(entries, isBig);
        entries = entries[sizeof(ushort)..];
        for (; count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            if (ReadUInt16(entries, isBig) == OrientationTag)
                return ReadValue(entries, isBig);
        }
        return Upright;
    }

    // An entry: tag, type, number of values, and the value itself where it needs no more than four bytes.
    private static int ReadValue(ReadOnlySpan<byte> entry, bool isBig)
    {
        var isOneShort = ReadUInt16(entry[2..], isBig) == ShortType && ReadUInt32(entry[4..], isBig) == 1;
        int value = ReadUInt16(entry[8..], isBig);
        return isOneShort && value is >= Upright and <= Last ? value : Upright;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
