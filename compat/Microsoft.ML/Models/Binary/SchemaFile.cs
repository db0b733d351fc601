using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>A schema as ML.NET stores it: a binary data view file (IDV) without rows.</summary>
/// <remarks>Header (256 bytes), values of the annotations, their table per column, the table of columns, the tail signature.</remarks>
internal static class SchemaFile
{
    private const int HeaderSize = 256;
    private const ulong Signature = 0x00425644004C4D43;
    private const ulong TailSignature = 0x434D4C0044564200;
    private const ulong Version = 0x0001000100010006;
    private const byte Plain = 0;
    private const byte Deflated = 1;

    // What an annotation may unpack to at most; deflate itself cannot do more than about a thousandfold.
    private const int LargestRatio = 1100;

    public static bool CanSave(DataViewType type) => Codecs.Find(type) is not null;

    public static void Write(Stream stream, IReadOnlyList<DataViewSchema.Column> columns, IChannel channel)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(new byte[HeaderSize]);
        long[] annotations = [.. columns.Select(column => WriteAnnotations(writer, column, channel))];
        writer.Flush();
        long tableAt = stream.Position;
        for (int i = 0; i < columns.Count; i++)
        {
            writer.Write(columns[i].Name);
            Codecs.WriteDefinition(writer, Codecs.Find(columns[i].Type)!);
            writer.Write(Deflated);
            writer.Write7BitEncodedInt64(1); // rows per block
            writer.Write((long)HeaderSize); // no blocks: an empty table of them, wherever
            writer.Write(annotations[i]);
        }
        writer.Flush();
        long tailAt = stream.Position;
        writer.Write(TailSignature);
        writer.Flush();
        stream.Position = 0;
        writer.Write(MemoryMarshal.AsBytes<ulong>([Signature, Version, Version, (ulong)tableAt, (ulong)tailAt, 0]));
        writer.Write(columns.Count);
    }

    public static DataViewSchema Read(Stream stream, IExceptionContext context, IChannel channel)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var (table, tail, count) = ReadHeader(reader, context);
        stream.Position = table;
        var columns = new DataViewSchema.Builder();
        int unknown = 0;
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            context.CheckDecode(name.Length > 0);
            var codec = Codecs.ReadDefinition(reader);
            reader.ReadByte();
            long rows = reader.Read7BitEncodedInt64();
            context.CheckDecode(rows is > 0 and <= int.MaxValue);
            reader.ReadInt64();
            long annotationsAt = reader.ReadInt64();
            context.CheckDecode(annotationsAt == 0 || (annotationsAt >= HeaderSize && annotationsAt <= tail));
            long next = stream.Position;
            if (codec is null)
                unknown++;
            else
                columns.AddColumn(name, codec.Type, annotationsAt == 0 ? null : ReadAnnotations(reader, annotationsAt, tail, context));
            stream.Position = next;
        }
        if (unknown > 0)
            channel.Warning("BinaryLoader does not know how to interpret {0} columns", unknown);
        return columns.ToSchema();
    }

    private static long WriteAnnotations(BinaryWriter writer, DataViewSchema.Column column, IChannel channel)
    {
        var entries = new List<(string Kind, ValueCodec Codec, byte Packing, long At, long Size)>();
        writer.Flush();
        foreach (var annotation in column.Annotations.Schema)
        {
            if (Codecs.Find(annotation.Type) is not { } codec)
            {
                channel.Warning("Could not get codec for type {0}, dropping column '{1}' index {2} metadata kind '{3}'", annotation.Type, column.Name, column.Index, annotation.Name);
                continue;
            }
            byte[] plain = Generic.Call<byte[]>(Bytes<int>, annotation.Type.RawType, column, annotation.Name, codec);
            byte[] packed = Deflate(plain);
            bool isPlain = plain.Length <= packed.Length;
            long at = writer.BaseStream.Position;
            writer.Write(isPlain ? plain : packed);
            writer.Flush();
            entries.Add((annotation.Name, codec, isPlain ? Plain : Deflated, at, writer.BaseStream.Position - at));
        }
        if (entries.Count == 0)
            return 0;
        long table = writer.BaseStream.Position;
        writer.Write7BitEncodedInt64(entries.Count);
        foreach (var (kind, codec, packing, at, size) in entries)
        {
            writer.Write(kind);
            Codecs.WriteDefinition(writer, codec);
            writer.Write(packing);
            writer.Write(at);
            writer.Write7BitEncodedInt64(size);
        }
        writer.Flush();
        return table;
    }

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader, long table, long tail, IExceptionContext context)
    {
        var stream = reader.BaseStream;
        stream.Position = table;
        long count = reader.Read7BitEncodedInt64();
        context.CheckDecode(count is > 0 and < int.MaxValue, "Bad number of metadata TOC entries read");
        var annotations = new DataViewSchema.Annotations.Builder();
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            string kind = reader.ReadString();
            context.CheckDecode(!string.IsNullOrEmpty(kind), "Metadata kind must be non-empty string");
            context.CheckDecode(kinds.Add(kind), "Duplicate metadata kind read from file");
            var codec = Codecs.ReadDefinition(reader);
            byte packing = reader.ReadByte();
            long at = reader.ReadInt64();
            context.CheckDecode(at >= HeaderSize && at <= tail, "Metadata block offset out of range");
            long size = reader.Read7BitEncodedInt64();
            context.CheckDecode(size > 0 && size <= tail - at, "Metadata block size out of range");
            long next = stream.Position;
            if (codec is not null)
            {
                stream.Position = at;
                Generic.Call<bool>(Add<int>, codec.Type.RawType, annotations, kind, codec, Unpacked(reader.ReadBytes((int)size), packing, context));
            }
            stream.Position = next;
        }
        return annotations.ToAnnotations();
    }

    private static (long Table, long Tail, int Count) ReadHeader(BinaryReader reader, IExceptionContext context)
    {
        byte[] header = reader.ReadBytes(HeaderSize);
        if (header.Length < HeaderSize)
            throw context.ExceptDecode("Read only {0} bytes in file, expected header size of {1}", header.Length, HeaderSize);
        var fields = MemoryMarshal.Cast<byte, ulong>(header);
        context.CheckDecode(fields[0] == Signature, "This does not appear to be a binary dataview file");
        if (fields[2] > fields[1])
            throw context.ExceptDecode("Compatibility version {0} cannot be greater than file version {1}", fields[2], fields[1]);
        if (fields[1] > Version && fields[2] > Version)
            throw context.ExceptDecode("Cannot read version {0} data, latest that can be handled is {1}", fields[2], Version);
        var (table, tail) = ((long)fields[3], (long)fields[4]);
        int count = MemoryMarshal.Read<int>(header.AsSpan(48));
        context.CheckDecode((long)fields[5] >= 0, "Row count cannot be negative");
        context.CheckDecode(count >= 0, "Column count cannot be negative");
        if (table < HeaderSize)
            throw context.ExceptDecode("Table of contents offset {0} less than header size, impossible", table);
        if (tail < HeaderSize)
            throw context.ExceptDecode("Tail offset {0} less than header size, impossible", tail);
        context.CheckDecode(tail <= reader.BaseStream.Length - sizeof(ulong) && table <= tail, "Incorrect tail signature");
        reader.BaseStream.Position = tail;
        context.CheckDecode(reader.ReadUInt64() == TailSignature, "Incorrect tail signature");
        return (table, tail, count);
    }

    private static byte[] Bytes<T>(DataViewSchema.Column column, string kind, ValueCodec codec)
    {
        T value = default!;
        column.Annotations.GetValue(kind, ref value);
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
            ((ValueCodec<T>)codec).Write(writer, [value]);
        return memory.ToArray();
    }

    private static bool Add<T>(DataViewSchema.Annotations.Builder annotations, string kind, ValueCodec codec, MemoryStream block)
    {
        using var reader = new BinaryReader(block, Encoding.UTF8);
        var value = ((ValueCodec<T>)codec).Read(reader, 1)[0];
        annotations.Add(kind, codec.Type, ValueGetters.Constant(value));
        return true;
    }

    private static byte[] Deflate(byte[] plain)
    {
        using var memory = new MemoryStream();
        using (var deflate = new DeflateStream(memory, CompressionMode.Compress, leaveOpen: true))
            deflate.Write(plain);
        return memory.ToArray();
    }

    private static MemoryStream Unpacked(byte[] block, byte packing, IExceptionContext context)
    {
        if (packing == Plain)
            return new MemoryStream(block);
        context.Check(packing == Deflated, $"unrecognized compression codec {packing}");
        var memory = new MemoryStream();
        using var inflate = new DeflateStream(new MemoryStream(block), CompressionMode.Decompress);
        var buffer = new byte[1 << 14];
        for (int read; (read = inflate.Read(buffer)) > 0;)
        {
            context.CheckDecode(memory.Length + read <= (long)block.Length * LargestRatio);
            memory.Write(buffer, 0, read);
        }
        memory.Position = 0;
        return memory;
    }
}
