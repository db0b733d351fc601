using System.Runtime.InteropServices;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>Reads picture files into memory that is used again. Not thread-safe: one a thread.</summary>
internal sealed class PictureFile
{
    private byte[] _bytes = [];

    /// <summary>Reads a file.</summary>
    /// <returns>Its bytes, good until the next one is read.</returns>
    /// <exception cref="BadPictureException">There is no such file, it cannot be read, or it is none that has an end.</exception>
    internal ReadOnlySpan<byte> Read(string path)
    {
        if (path.Length == 0)
            throw new BadPictureException("expected the path of a picture file, got an empty one.");
        try
        {
            if (!IsRegular(path))
                throw new BadPictureException("expected a picture file, got a pipe, device or folder.");
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length > Array.MaxLength)
                throw new BadPictureException(FormattableString.Invariant(
                    $"expected a file of at most {Array.MaxLength} bytes, got one of {length}."));
            if (_bytes.Length < length)
                _bytes = GC.AllocateUninitializedArray<byte>((int)length);
            return _bytes.AsSpan(0, Fill(file, _bytes.AsSpan(0, (int)length)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadPictureException($"expected a picture file that can be read, got: {e.Message}", e);
        }
    }

    /// <summary>
    /// Whether a path leads to a file with a beginning and an end: whoever opens a named pipe waits until somebody writes to it.
    /// True where there is nothing, or nobody can tell.
    /// </summary>
    internal static bool IsRegular(string path)
    {
        if (Directory.Exists(path))
            return false;
        if (!OperatingSystem.IsLinux())
            return true;
        try
        {
            return StatX(CurrentFolder, path, 0, TypeMask, out var status) != 0 || (status.Mode & TypeOfFile) == RegularFile;
        }
        catch (EntryPointNotFoundException) // a C library of before 2018
        {
            return true;
        }
    }

    private static int Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> into)
    {
        var done = 0;
        while (done < into.Length && RandomAccess.Read(file, into[done..], done) is > 0 and var count)
            done += count;
        return done; // less where somebody has cut the file meanwhile
    }

    private const int CurrentFolder = -100;
    private const uint TypeMask = 1;
    private const ushort TypeOfFile = 0xF000;
    private const ushort RegularFile = 0x8000;

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatX(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);

    /// <summary>The kernel's <c>struct statx</c>, the same on all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
