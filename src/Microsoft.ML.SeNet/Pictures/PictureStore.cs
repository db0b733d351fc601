using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Keeps decoded pictures: in memory up to a budget, those beyond it in one temporary file, from which any of them is read in any order.
/// So a picture is decoded once, whatever the size of the data. Thread-safe.
/// </summary>
internal sealed class PictureStore : IDisposable
{
    private readonly long _budget;
    private readonly string _folder;
    private readonly Lock _gate = new();
    private SafeFileHandle? _file;
    private long _inMemory;
    private long _inFile;

    /// <summary>Makes an empty store.</summary>
    /// <param name="budget">Bytes of pixels to keep in memory, 0 or more.</param>
    /// <param name="folder">An existing folder for the temporary file, which is only made when it is needed.</param>
    internal PictureStore(long budget, string folder) => (_budget, _folder) = (budget, folder);

    /// <summary>Bytes of pixels in memory.</summary>
    internal long InMemory => Interlocked.Read(ref _inMemory);

    /// <summary>Bytes of pixels in the temporary file.</summary>
    internal long InFile => Interlocked.Read(ref _inFile);

    /// <summary>Copies a picture into the store.</summary>
    /// <exception cref="IOException">The temporary file cannot be written; the message names the folder and the remedy.</exception>
    internal StoredPicture Add(RgbView picture)
    {
        var length = picture.Pixels.Length;
        if (Interlocked.Add(ref _inMemory, length) <= _budget)
            return new StoredPicture(picture.Pixels.ToArray(), 0, picture.Width, picture.Height);
        Interlocked.Add(ref _inMemory, -length);
        var offset = Interlocked.Add(ref _inFile, length) - length;
        Write(picture.Pixels, offset);
        return new StoredPicture(null, offset, picture.Width, picture.Height);
    }

    /// <summary>A picture of the store: a view of its memory, or of the buffer, into which it was read.</summary>
    internal RgbView Read(StoredPicture picture, RgbBuffer buffer)
    {
        if (picture.Pixels is { } pixels)
            return new RgbView(pixels, picture.Width, picture.Height);
        buffer.Reset(picture.Width, picture.Height);
        var rest = buffer.Span;
        for (var offset = picture.Offset; rest.Length > 0;)
        {
            var read = RandomAccess.Read(_file!, rest, offset);
            if (read == 0)
                throw new IOException(
                    $"The temporary file with the training pictures in '{_folder}' was cut: expected {rest.Length} more bytes at {offset}, "
                    + "got none. Somebody else has changed it; train again.");
            rest = rest[read..];
            offset += read;
        }
        return buffer.View;
    }

    public void Dispose() => _file?.Dispose();

    private void Write(ReadOnlySpan<byte> pixels, long offset)
    {
        try
        {
            RandomAccess.Write(Opened(), pixels, offset);
        }
        // The last is .NET's word for a file that is too large for its file system.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new IOException(
                $"Cannot store the training pictures: they take more than the {_budget / (1 << 20)} MiB of Options.MemoryBudgetMegabytes, "
                + $"and the rest, {InFile / (1 << 20)} MiB by now, cannot be written to '{_folder}': {e.Message} "
                + "Raise the budget, make room there, or set MLContext.TempFilePath to a folder with room.", e);
        }
    }

    private SafeFileHandle Opened()
    {
        lock (_gate)
        {
            if (_file is null)
            {
                var path = Path.Combine(_folder, $"senet-{Path.GetRandomFileName()}.pixels");
                _file = File.OpenHandle(
                    path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
                // Where an open file needs no name, it loses it at once, so that not even a killed process leaves it behind.
                if (!OperatingSystem.IsWindows())
                    File.Delete(path);
            }
            return _file;
        }
    }
}

/// <summary>Where a <see cref="PictureStore"/> keeps a picture.</summary>
/// <param name="Pixels">The pixels, where they are in memory.</param>
/// <param name="Offset">Their place in the file, where they are not.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
internal readonly record struct StoredPicture(byte[]? Pixels, long Offset, int Width, int Height);
