using Microsoft.ML.Data;

namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>One picture to be written.</summary>
/// <param name="File">Where, relative to the export, with '/': <c>train/Coat/00001.png</c>.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Rgba">Its pixels, four bytes each.</param>
internal sealed record PictureToWrite(string File, int Width, int Height, byte[] Rgba);

/// <summary>
/// Writes many small pictures as a folder of PNG files, on all cores. The folder is built under another name and gets its own only when it
/// is complete, with a marker file that says what it holds: a folder that was broken off is never taken for a whole one.
/// </summary>
/// <param name="Content">What the folder will hold; an export with the same content is not made again.</param>
/// <param name="Count">How many pictures.</param>
/// <param name="Picture">Makes one of them, on any thread.</param>
internal sealed record PictureExport(string Content, int Count, Func<int, PictureToWrite> Picture)
{
    private const string Marker = ".complete";

    /// <summary>Makes the folder unless it is there already.</summary>
    /// <param name="folder">The folder; its parent is made where it is missing.</param>
    /// <param name="written">Told how many pictures are written, from any thread.</param>
    /// <param name="cancel">Stops the work; the unfinished folder goes.</param>
    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="IOException">There is another folder of this name.</exception>
    internal bool Write(string folder, Action<int> written, CancellationToken cancel)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (IsComplete(folder))
            return false;
        var partial = folder + ".partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        try
        {
            WriteAll(partial, written, cancel);
            File.WriteAllText(Path.Combine(partial, Marker), Content);
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(partial, folder);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
        return true;
    }

    private bool IsComplete(string folder)
    {
        var marker = Path.Combine(folder, Marker);
        if (File.Exists(folder))
            throw new IOException($"Export to '{folder}': expected a folder or nothing, got a file. Choose another folder.");
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
            return false;
        var got = File.Exists(marker) ? $"a folder with {File.ReadAllText(marker)}" : "a folder with other files";
        return got == $"a folder with {Content}"
            ? true
            : throw new IOException(
                $"Export to '{folder}': expected an empty folder or one with {Content}, got {got}. "
                + "Choose another folder, or delete this one.");
    }

    private void WriteAll(string folder, Action<int> written, CancellationToken cancel)
    {
        var count = 0;
        Parallel.For(0, Count, new ParallelOptions { CancellationToken = cancel }, index =>
        {
            var picture = Picture(index);
            var path = Path.Combine(folder, picture.File);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var image = MLImage.CreateFromPixels(picture.Width, picture.Height, MLPixelFormat.Rgba32, picture.Rgba);
            image.Save(path);
            written(Interlocked.Increment(ref count));
        });
    }
}
