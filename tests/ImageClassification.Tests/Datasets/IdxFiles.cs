using System.Buffers.Binary;
using System.IO.Compression;

namespace SeNetMl.Samples.ImageClassification.Tests.Datasets;

/// <summary>Makes files in the IDX format.</summary>
internal static class IdxFiles
{
    internal static byte[] Packed(int[] dimensions, byte[] bytes)
    {
        var header = new byte[sizeof(int) * (dimensions.Length + 1)];
        BinaryPrimitives.WriteInt32BigEndian(header, 0x800 | dimensions.Length);
        for (var i = 0; i < dimensions.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(sizeof(int) * (i + 1)), dimensions[i]);
        return Packed([.. header, .. bytes]);
    }

    internal static byte[] Packed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionMode.Compress))
            zip.Write(bytes);
        return memory.ToArray();
    }

    /// <summary>A Fashion-MNIST of few pictures of 2×3 pixels, rows first; pixel p of picture i is 10 i + p.</summary>
    internal static void WriteFashionMnist(TemporaryFolder folder, byte[] trainLabels, byte[] testLabels)
    {
        foreach (var (prefix, labels) in new[] { ("train", trainLabels), ("t10k", testLabels) })
        {
            byte[] pixels = [.. from image in Enumerable.Range(0, labels.Length) from pixel in Enumerable.Range(0, 6)
                select (byte)((10 * image) + pixel)];
            folder.Write($"{prefix}-images-idx3-ubyte.gz", Packed([labels.Length, 2, 3], pixels));
            folder.Write($"{prefix}-labels-idx1-ubyte.gz", Packed([labels.Length], labels));
        }
    }
}
