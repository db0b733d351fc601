using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>Writes and reads the values of one column type, in blocks. Each kind has a name and may have parameters.</summary>
internal abstract class ValueCodec
{
    public abstract DataViewType Type { get; }

    public abstract string Name { get; }

    public virtual void WriteParameters(BinaryWriter writer)
    {
    }

    /// <summary>Writes one value that is known as an object.</summary>
    public abstract void WriteOne(BinaryWriter writer, object value);

    /// <summary>Reads a block of one value.</summary>
    public abstract object ReadOne(BinaryReader reader);
}

/// <summary>A codec whose type is known.</summary>
internal abstract class ValueCodec<T> : ValueCodec
{
    public abstract void Write(BinaryWriter writer, ReadOnlySpan<T> values);

    public abstract T[] Read(BinaryReader reader, int count);

    public override void WriteOne(BinaryWriter writer, object value) => Write(writer, [(T)value]);

    public override object ReadOne(BinaryReader reader) => Read(reader, 1)[0]!;

    /// <summary>Refuses a count of values that the stream cannot hold, before anything is allocated for them.</summary>
    protected static void CheckCount(BinaryReader reader, long count, int bytesEach)
    {
        var stream = reader.BaseStream;
        Contracts.CheckDecode(count >= 0 && count * bytesEach <= stream.Length - stream.Position);
    }

    protected static int[] ReadInts(BinaryReader reader, int count)
    {
        CheckCount(reader, count, sizeof(int));
        var values = new int[count];
        for (int i = 0; i < count; i++)
            values[i] = reader.ReadInt32();
        return values;
    }
}
