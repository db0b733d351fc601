using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Model;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Photographs of flowers where they are on this machine (the folder data of ../shared, or of the one that SENETML_SHARED names),
/// else drawn pictures.</summary>
internal static class RealPictures
{
    private const string Archive = "flowers5-small.tar.gz";
    private const int Count = 6;

    private static readonly Lazy<byte[][]> s_files = new(Read);

    /// <summary>The first pictures, as files.</summary>
    internal static byte[][] Files => s_files.Value;

    /// <summary>Pictures as a model prepares them: (count, side, side, 3), red first.</summary>
    internal static byte[] Prepared(int first, int count, EvaluationTransform evaluation) =>
        Prepared(Files[first..(first + count)], evaluation);

    /// <inheritdoc cref="Prepared(int, int, EvaluationTransform)"/>
    internal static byte[] Prepared(byte[][] files, EvaluationTransform evaluation)
    {
        var bytes = evaluation.ImageSize * evaluation.ImageSize * RgbView.Channels;
        var pixels = new byte[files.Length * bytes];
        var (decoded, stored, transformer) = (new RgbBuffer(), new RgbBuffer(), new PictureTransformer());
        for (var i = 0; i < files.Length; i++)
        {
            PictureDecoder.Decode(files[i], decoded);
            transformer.Store(decoded.View, evaluation, stored);
            transformer.Evaluate(stored.View, evaluation, pixels.AsSpan(i * bytes, bytes));
        }
        return pixels;
    }

    private static byte[][] Read()
    {
        var shared = Environment.GetEnvironmentVariable("SENETML_SHARED") ?? Path.Combine(RepositoryRoot.Folder, "..", "shared");
        var archive = Path.Combine(shared, "data", Archive);
        return File.Exists(archive)
            ? [.. Photographs(archive).Take(Count)]
            : [.. Enumerable.Range(0, Count).Select(number => Sample.Bitmap(number, 64))];
    }

    private static IEnumerable<byte[]> Photographs(string archive)
    {
        using var entries = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (entries.GetNextEntry() is { } entry)
        {
            if (entry.EntryType != TarEntryType.RegularFile || !entry.Name.EndsWith(".jpg", StringComparison.Ordinal))
                continue;
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            yield return content.ToArray();
        }
    }
}
