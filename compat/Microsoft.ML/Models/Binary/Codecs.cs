using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>The codec of a type, and its definition: name, length of the parameters, parameters.</summary>
internal static class Codecs
{
    // A vector of keys is the deepest there is.
    private const int DeepestDefinition = 4;

    private static readonly ValueCodec[] s_simple =
    [
        new PlainCodec<sbyte>(NumberDataViewType.SByte), new PlainCodec<byte>(NumberDataViewType.Byte),
        new PlainCodec<short>(NumberDataViewType.Int16), new PlainCodec<ushort>(NumberDataViewType.UInt16),
        new PlainCodec<int>(NumberDataViewType.Int32), new PlainCodec<uint>(NumberDataViewType.UInt32),
        new PlainCodec<long>(NumberDataViewType.Int64), new PlainCodec<ulong>(NumberDataViewType.UInt64),
        new PlainCodec<float>(NumberDataViewType.Single), new PlainCodec<double>(NumberDataViewType.Double),
        new PlainCodec<TimeSpan>(TimeSpanDataViewType.Instance), new PlainCodec<DataViewRowId>(RowIdDataViewType.Instance),
        new TextCodec(), new BooleanCodec(), new DateTimeCodec(), new DateTimeOffsetCodec(),
    ];

    public static ValueCodec? Find(DataViewType type) => type switch
    {
        KeyDataViewType key => Generic.Call<ValueCodec>(NewKey<int>, key.RawType, key),
        VectorDataViewType vector => Find(vector.ItemType) is { } inner ? Generic.Call<ValueCodec>(NewVector<int>, vector.ItemType.RawType, vector, inner) : null,
        _ => Array.Find(s_simple, codec => codec.Type.RawType == type.RawType),
    };

    public static void WriteDefinition(BinaryWriter writer, ValueCodec codec)
    {
        using var memory = new MemoryStream();
        using (var parameters = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
            codec.WriteParameters(parameters);
        writer.Write(codec.Name);
        writer.Write7BitEncodedInt64(memory.Length);
        writer.Write(memory.ToArray());
    }

    /// <summary>Reads a definition; null for a kind that is not known, whose parameters are skipped.</summary>
    public static ValueCodec? ReadDefinition(BinaryReader reader, int depth = 0)
    {
        Contracts.CheckDecode(depth < DeepestDefinition);
        string name = reader.ReadString();
        Contracts.CheckDecode(!string.IsNullOrEmpty(name), "Non-empty signature string expected");
        long length = reader.Read7BitEncodedInt64();
        var stream = reader.BaseStream;
        long remaining = stream.Length - stream.Position;
        if (length < 0 || length > remaining)
            throw Contracts.ExceptDecode("Codec type definition supposedly has {0} bytes, but end-of-stream reached after {1} bytes", length, remaining);
        long start = stream.Position;
        var codec = ReadParameters(name, reader, depth, out bool isKnown);
        if (!isKnown)
            stream.Position = start + length;
        if (stream.Position - start != length)
            throw Contracts.ExceptDecode("Codec type definition supposedly has {0} bytes, but the handler consumed {1}", length, stream.Position - start);
        return codec;
    }

    public static DateTime ToDateTime(long ticks)
    {
        Contracts.CheckDecode(ticks == long.MinValue || (ticks >= 0 && ticks <= DateTime.MaxValue.Ticks));
        return new DateTime(ticks == long.MinValue ? 0 : ticks);
    }

    private static ValueCodec? ReadParameters(string name, BinaryReader reader, int depth, out bool isKnown)
    {
        isKnown = true;
        if (Array.Find(s_simple, codec => codec.Name == name) is { } simple)
            return simple;
        isKnown = name is VectorCodec<int>.LoadName or KeyCodec<int>.LoadName;
        if (!isKnown || ReadDefinition(reader, depth + 1) is not { } inner)
            return null;
        Contracts.CheckDecode(inner.Type is PrimitiveDataViewType);
        return name == KeyCodec<int>.LoadName ? Find(ReadKey(reader, inner.Type)) : Find(ReadVector(reader, (PrimitiveDataViewType)inner.Type));
    }

    private static KeyDataViewType ReadKey(BinaryReader reader, DataViewType inner)
    {
        Contracts.CheckDecode(inner is not KeyDataViewType && KeyDataViewType.IsValidDataType(inner.RawType));
        ulong count = reader.ReadUInt64();
        Contracts.CheckDecode(count > 0 && count <= (inner.RawType == typeof(byte) ? byte.MaxValue : inner.RawType == typeof(ushort) ? ushort.MaxValue : inner.RawType == typeof(uint) ? uint.MaxValue : ulong.MaxValue));
        return new KeyDataViewType(inner.RawType, count);
    }

    private static VectorDataViewType ReadVector(BinaryReader reader, PrimitiveDataViewType item)
    {
        int rank = reader.ReadInt32();
        Contracts.CheckDecode(rank >= 0 && (long)rank * sizeof(int) <= reader.BaseStream.Length - reader.BaseStream.Position);
        int[] dimensions = [.. Enumerable.Range(0, rank).Select(_ => reader.ReadInt32())];
        Contracts.CheckDecode(dimensions.All(dimension => dimension >= 0));
        Contracts.CheckDecode(dimensions.Contains(0) || dimensions.Aggregate(1.0, (size, dimension) => size * dimension) <= int.MaxValue);
        return rank == 0 ? new VectorDataViewType(item) : new VectorDataViewType(item, dimensions);
    }

    private static ValueCodec NewKey<T>(KeyDataViewType type) => new KeyCodec<T>(type, (ValueCodec<T>)Find(ColumnTypes.Primitive(typeof(T)))!);

    private static ValueCodec NewVector<T>(VectorDataViewType type, ValueCodec inner) => new VectorCodec<T>(type, (ValueCodec<T>)inner);
}
