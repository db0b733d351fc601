using System.Buffers.Binary;
using System.IO.Compression;

namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>An array of bytes in the IDX format of MNIST, packed with gzip: http://yann.lecun.com/exdb/mnist.</summary>
/// <param name="Dimensions">How many items, and the sizes of each.</param>
/// <param name="Bytes">All items, one after the other.</param>
internal sealed record IdxFile(int[] Dimensions, byte[] Bytes)
{
    private const int ByteType = 8;

    /// <summary>The bytes of one item.</summary>
    internal ReadOnlySpan<byte> this[int index] => Bytes.AsSpan(index * ItemLength, ItemLength);

    private int ItemLength => Dimensions[1..].Aggregate(1, (product, size) => product * size);

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">A file that ends in <c>.gz</c>.</param>
    /// <param name="rank">How many dimensions it must have.</param>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    internal static IdxFile Read(string path, int rank)
    {
        byte[] bytes;
        using (var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        using (var memory = new MemoryStream())
        {
            file.CopyTo(memory);
            bytes = memory.ToArray();
        }
        var header = sizeof(int) * (1 + rank);
        if (bytes.Length < header || BinaryPrimitives.ReadInt32BigEndian(bytes) != (ByteType << 8 | rank))
            throw new InvalidDataException(
                $"'{path}': expected an IDX file of bytes in {rank} dimension{(rank == 1 ? "" : "s")}, got something else. "
                + "Install the data set again.");
        var dimensions = Enumerable.Range(1, rank)
            .Select(i => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(i * sizeof(int)))).ToArray();
        var length = dimensions.Aggregate(1L, (product, size) => product * size);
        if (length != bytes.Length - header)
            throw new InvalidDataException(
                $"'{path}': expected {length} bytes behind the header, got {bytes.Length - header}. Install the data set again.");
        return new IdxFile(dimensions, bytes[header..]);
    }
}
