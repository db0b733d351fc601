using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Data.IO;

/// <summary>Values as they lie in memory: numbers, time spans (ticks), row ids.</summary>
internal sealed class PlainCodec<T>(DataViewType type) : ValueCodec<T>
    where T : unmanaged
{
    public override DataViewType Type => type;

    public override string Name => typeof(T).Name;

    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => writer.Write(MemoryMarshal.AsBytes(values));

    public override T[] Read(BinaryReader reader, int count)
    {
        CheckCount(reader, count, Unsafe.SizeOf<T>());
        var values = new T[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}

/// <summary>A key: its raw values, and the count of its type as a parameter.</summary>
internal sealed class KeyCodec<T>(KeyDataViewType type, ValueCodec<T> inner) : ValueCodec<T>
{
    public const string LoadName = "Key2";

    public override DataViewType Type => type;

    public override string Name => LoadName;

    public override void WriteParameters(BinaryWriter writer)
    {
        Codecs.WriteDefinition(writer, inner);
        writer.Write(type.Count);
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => inner.Write(writer, values);

    public override T[] Read(BinaryReader reader, int count) => inner.Read(reader, count);
}
