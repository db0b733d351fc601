using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>Checkpoints made by hand: pickles are written as Latin-1 text.</summary>
internal static class TorchFiles
{
    /// <summary>{'a': float32 tensor [2] over storage '0'}.</summary>
    internal const string OneTensor =
        "\u0080\u0002}X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n"
        + "((X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuK\u0002tQK\0K\u0002\u0085K\u0001\u0085\u0089}tRs.";

    internal static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    internal static byte[] Zip(string pickle, params (string Name, byte[] Bytes)[] entries) =>
        Zip(CompressionLevel.NoCompression, [("data.pkl", Latin1(pickle)), ("version", "3\n"u8.ToArray()), .. entries]);

    internal static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry($"archive/{name}", level).Open();
                entry.Write(bytes);
            }
        return stream.ToArray();
    }

    internal static byte[] Legacy(string pickle, string keys, params byte[] storages) =>
        [
            .. Latin1(
                "\u0080\u0002\u008A\nl\u00FC\u009CF\u00F9 "
                + "j\u00A8P\u0019.\u0080\u0002M\u00E9\u0003.\u0080\u0002}X\r\0\0\0little_endian\u0088s."),
            .. Latin1(pickle), .. Latin1(keys), .. storages];
}
