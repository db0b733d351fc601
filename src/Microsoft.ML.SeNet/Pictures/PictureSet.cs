using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>The labeled pictures of a data view, decoded and stored, in the order of its rows.</summary>
internal sealed class PictureSet(
    PictureStore store, IReadOnlyList<LoadedPicture> pictures, IReadOnlyList<SkippedPicture> skipped, long withoutLabel) : IDisposable
{
    /// <summary>How many there are.</summary>
    internal int Count => pictures.Count;

    /// <summary>Those that could not be read, in the order of their rows.</summary>
    internal IReadOnlyList<SkippedPicture> Skipped => skipped;

    /// <summary>Rows whose label is missing.</summary>
    internal long WithoutLabel => withoutLabel;

    /// <summary>Bytes of pixels, in memory and in the temporary file.</summary>
    internal (long InMemory, long InFile) Size => (store.InMemory, store.InFile);

    /// <summary>The class of a picture, from 0.</summary>
    internal int Label(int index) => pictures[index].Label;

    /// <summary>The pixels of a picture. Threads may read at once, each with a buffer of its own.</summary>
    internal RgbView Read(int index, RgbBuffer buffer) => store.Read(pictures[index].Picture, buffer);

    /// <summary>SHA-256 over labels, sizes and pixels.</summary>
    internal string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new RgbBuffer();
        Span<byte> head = stackalloc byte[12];
        foreach (var (_, label, picture) in pictures)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, label);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], picture.Width);
            BinaryPrimitives.WriteInt32LittleEndian(head[8..], picture.Height);
            hash.AppendData(head);
            hash.AppendData(store.Read(picture, buffer).Pixels);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public void Dispose() => store.Dispose();
}

/// <summary>One picture and where it came from.</summary>
/// <param name="Row">The row's number in the data view, from 0.</param>
/// <param name="Label">Its class, from 0.</param>
/// <param name="Picture">Where it is kept.</param>
internal readonly record struct LoadedPicture(long Row, int Label, StoredPicture Picture);

/// <summary>A picture that could not be read.</summary>
/// <param name="Row">The row's number in the data view, from 0.</param>
/// <param name="Path">Its file, where the data tell.</param>
/// <param name="Reason">What was wrong.</param>
internal sealed record SkippedPicture(long Row, string? Path, string Reason)
{
    public override string ToString() => Path is null ? $"row {Row}: {Reason}" : $"row {Row} ('{Path}'): {Reason}";
}
