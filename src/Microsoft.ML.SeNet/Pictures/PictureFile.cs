using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Reads picture files by their paths into memory that is used again; one a thread. Never waits: a named pipe, a device or a socket has no
/// bytes of its own, and what has none is told of without being opened.
/// </summary>
internal sealed class PictureFile
{
    private byte[] _bytes = [];

    /// <summary>Decodes a file, upright and on white.</summary>
    /// <param name="path">Relative ones begin at the current directory.</param>
    /// <param name="into">Gets the picture.</param>
    /// <exception cref="BadPictureException">There is no such file, or it is no whole picture; it has the path.</exception>
    internal void Decode(string path, RgbBuffer into)
    {
        try
        {
            PictureDecoder.Decode(Read(path), into);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new BadPictureException(e.Message, e) { Path = path };
        }
    }

    /// <summary>All bytes of a file, good until the next call.</summary>
    /// <exception cref="InvalidDataException">There are no bytes at the path, or too many.</exception>
    internal ReadOnlySpan<byte> Read(string path)
    {
        using var file = Open(path);
        var length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength)
            throw new InvalidDataException(
                FormattableString.Invariant($"expected a picture file of at most {Array.MaxLength:N0} bytes, got {length:N0} bytes."));
        if (_bytes.Length < length)
            _bytes = GC.AllocateUninitializedArray<byte>((int)length);
        return Fill(file, _bytes.AsSpan(0, (int)length));
    }

    /// <summary>The first bytes of a file, as many as there is room for or as there are.</summary>
    /// <exception cref="InvalidDataException">There are no bytes at the path.</exception>
    internal static ReadOnlySpan<byte> ReadStart(string path, Span<byte> room)
    {
        using var file = Open(path);
        return Fill(file, room);
    }

    /// <summary>Whether a failure lies in a file alone, so that others may well be read.</summary>
    internal static bool IsOfTheFile(Exception e) =>
        e is InvalidDataException or ArgumentException or FileNotFoundException or DirectoryNotFoundException or PathTooLongException
            or UnauthorizedAccessException;

    private static SafeFileHandle Open(string path)
    {
        if (path.Length == 0)
            throw new InvalidDataException("expected a picture, got none (an empty path).");
        if (Directory.Exists(path))
            throw new InvalidDataException("expected a picture file, got a folder.");
        var file = new FileInfo(path);
        if (file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        if (!file.Exists)
            throw new InvalidDataException("expected a picture file, got nothing at this path.");
        if (file.Length == 0)
            throw new InvalidDataException("expected a picture file, got one without bytes: empty, or a named pipe or device.");
        return File.OpenHandle(path);
    }

    private static ReadOnlySpan<byte> Fill(SafeFileHandle file, Span<byte> room)
    {
        var count = 0;
        while (count < room.Length && RandomAccess.Read(file, room[count..], count) is > 0 and var read)
            count += read;
        return room[..count];
    }
}
