using System.Buffers;
using System.Buffers.Binary;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>Reads length field and header and finds the data; believes no number before the bytes behind it are seen.</summary>
internal static class SafetensorsOpener
{
    private const int FirstHeaderBytes = 1 << 16;

    /// <summary>Reads from the stream's position on.</summary>
    /// <param name="stream">Any readable stream.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="owned">Whether the source owns the stream afterwards.</param>
    /// <exception cref="InvalidDataException">The bytes break the format.</exception>
    internal static (SafetensorsHeader Header, IDataSource Source) Open(Stream stream, string file, bool owned)
    {
        long? remaining = stream.CanSeek ? stream.Length - stream.Position : null;
        var headerBytes = ReadLength(stream, remaining, file);
        var header = ReadHeader(stream, headerBytes, file);
        if (remaining is { } all)
        {
            header.CheckAvailable(all - SafetensorsFormat.LengthBytes - headerBytes);
            return (header, new SeekableSource(stream, stream.Position, owned));
        }
        var buffered = new BufferedSource(stream, header.DataLength);
        header.CheckAvailable(buffered.Length);
        if (owned)
            stream.Dispose();
        return (header, buffered);
    }

    private static int ReadLength(Stream stream, long? remaining, string file)
    {
        Span<byte> field = stackalloc byte[SafetensorsFormat.LengthBytes];
        var got = stream.ReadAtLeast(field, field.Length, throwOnEndOfStream: false);
        if (got < field.Length)
            throw SafetensorsFormat.Error(file, "header length", $"{field.Length} bytes", $"{got}");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(field);
        if (length > SafetensorsFormat.MaxHeaderBytes)
            throw SafetensorsFormat.Error(file, "header length", $"at most {SafetensorsFormat.MaxHeaderBytes}", $"{length}");
        if (remaining - field.Length < (long)length)
            throw SafetensorsFormat.Error(file, "header", $"{length} bytes", $"{remaining - field.Length}");
        return (int)length;
    }

    private static SafetensorsHeader ReadHeader(Stream stream, int length, string file)
    {
        // A stream without seeking may claim 100 MB and hold none: the buffer doubles only as bytes arrive.
        var bytes = new ArrayBufferWriter<byte>(Math.Clamp(length, 1, FirstHeaderBytes));
        while (bytes.WrittenCount < length)
        {
            var room = bytes.GetSpan(1);
            var got = stream.Read(room[..Math.Min(room.Length, length - bytes.WrittenCount)]);
            if (got == 0)
                throw SafetensorsFormat.Error(file, "header", $"{length} bytes", $"{bytes.WrittenCount}");
            bytes.Advance(got);
        }
        return SafetensorsHeaderReader.Parse(bytes.WrittenSpan, file);
    }
}
