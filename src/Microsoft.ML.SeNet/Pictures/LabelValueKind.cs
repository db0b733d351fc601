using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>A type of label values: how they are compared, written down and told to people.</summary>
/// <param name="Tag">How a model file names the type; never changes.</param>
/// <param name="Type">The type in ML.NET.</param>
internal abstract record LabelValueKind(string Tag, PrimitiveDataViewType Type)
{
    private static readonly LabelValueKind[] s_rows =
    [
        new LabelValueKind<ReadOnlyMemory<char>>("Text", TextDataViewType.Instance, (writer, value) => writer.Write(value.ToString()),
            reader => reader.ReadString().AsMemory(), value => value.ToString(), TextComparer.Instance),
        new LabelValueKind<bool>("Boolean", BooleanDataViewType.Instance, (writer, value) => writer.Write(value),
            reader => reader.ReadBoolean(), value => value ? "true" : "false"),
        Number("SByte", NumberDataViewType.SByte, (writer, value) => writer.Write(value), reader => reader.ReadSByte()),
        Number("Byte", NumberDataViewType.Byte, (writer, value) => writer.Write(value), reader => reader.ReadByte()),
        Number("Int16", NumberDataViewType.Int16, (writer, value) => writer.Write(value), reader => reader.ReadInt16()),
        Number("UInt16", NumberDataViewType.UInt16, (writer, value) => writer.Write(value), reader => reader.ReadUInt16()),
        Number("Int32", NumberDataViewType.Int32, (writer, value) => writer.Write(value), reader => reader.ReadInt32()),
        Number("UInt32", NumberDataViewType.UInt32, (writer, value) => writer.Write(value), reader => reader.ReadUInt32()),
        Number("Int64", NumberDataViewType.Int64, (writer, value) => writer.Write(value), reader => reader.ReadInt64()),
        Number("UInt64", NumberDataViewType.UInt64, (writer, value) => writer.Write(value), reader => reader.ReadUInt64()),
        Number("Single", NumberDataViewType.Single, (writer, value) => writer.Write(value), reader => reader.ReadSingle()),
        Number("Double", NumberDataViewType.Double, (writer, value) => writer.Write(value), reader => reader.ReadDouble()),
        new LabelValueKind<TimeSpan>("TimeSpan", TimeSpanDataViewType.Instance, (writer, value) => writer.Write(value.Ticks),
            reader => new TimeSpan(reader.ReadInt64()), value => value.ToString("c", CultureInfo.InvariantCulture)),
        new LabelValueKind<DateTime>("DateTime", DateTimeDataViewType.Instance, (writer, value) => writer.Write(value.Ticks),
            reader => new DateTime(reader.ReadInt64()), value => value.ToString("o", CultureInfo.InvariantCulture)),
        new LabelValueKind<DateTimeOffset>("DateTimeOffset", DateTimeOffsetDataViewType.Instance, WriteOffset,
            reader => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
            value => value.ToString("o", CultureInfo.InvariantCulture)),
    ];

    /// <summary>The types that there are, for messages.</summary>
    internal static string All => string.Join(", ", s_rows.Select(row => row.Tag));

    internal static LabelValueKind? Of(DataViewType type) => Array.Find(s_rows, row => row.Type.Equals(type));

    internal static LabelValueKind? Of(string tag) => Array.Find(s_rows, row => row.Tag == tag);

    /// <summary>Takes the values of a column's annotation.</summary>
    /// <param name="column">The column.</param>
    /// <param name="annotation">Key values of a label, or training label values of scores.</param>
    internal abstract LabelVocabulary FromAnnotation(DataViewSchema.Column column, string annotation);

    /// <summary>Reads so many values.</summary>
    internal abstract LabelVocabulary Read(BinaryReader reader, int count);

    private static LabelValueKind<T> Number<T>(
        string tag, PrimitiveDataViewType type, Action<BinaryWriter, T> write, Func<BinaryReader, T> read)
        where T : struct, IFormattable => new(tag, type, write, read, value => value.ToString(null, CultureInfo.InvariantCulture));

    private static void WriteOffset(BinaryWriter writer, DateTimeOffset value)
    {
        writer.Write(value.Ticks);
        writer.Write(value.Offset.Ticks);
    }

    /// <summary>ML.NET's texts are slices of longer ones, equal by their characters.</summary>
    private sealed class TextComparer : IEqualityComparer<ReadOnlyMemory<char>>
    {
        internal static readonly TextComparer Instance = new();

        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<char> text) => string.GetHashCode(text.Span);
    }
}

/// <summary>A row of the table.</summary>
internal sealed record LabelValueKind<T>(string Tag, PrimitiveDataViewType Type, Action<BinaryWriter, T> Write,
    Func<BinaryReader, T> ReadOne, Func<T, string> Format, IEqualityComparer<T>? Comparer = null)
    : LabelValueKind(Tag, Type)
    where T : struct
{
    internal override LabelVocabulary FromAnnotation(DataViewSchema.Column column, string annotation)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(annotation, ref values);
        return new LabelVocabularyOf<T>(this, [.. values.DenseValues().Select(Copied)]);
    }

    internal override LabelVocabulary Read(BinaryReader reader, int count)
    {
        // Grows as values arrive: the number is the file's claim.
        var values = new List<T>();
        while (values.Count < count)
            values.Add(ReadOne(reader));
        return new LabelVocabularyOf<T>(this, [.. values]);
    }

    // A slice would keep the whole text that it was cut from.
    private static T Copied(T value) => value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;
}
