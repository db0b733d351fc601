using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public class LabelVocabularyTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string, string[]> Kinds => new()
    {
        { nameof(Labels.Text), ["b", "a", "ü"] },
        { nameof(Labels.Boolean), ["true", "false"] },
        { nameof(Labels.Byte), ["3", "1", "2"] },
        { nameof(Labels.SByte), ["-3", "1", "2"] },
        { nameof(Labels.Int16), ["-3", "1", "2"] },
        { nameof(Labels.UInt16), ["3", "1", "2"] },
        { nameof(Labels.Int32), ["-3", "1", "2"] },
        { nameof(Labels.UInt32), ["3", "1", "2"] },
        { nameof(Labels.Int64), ["-3", "1", "2"] },
        { nameof(Labels.UInt64), ["3", "1", "2"] },
        { nameof(Labels.Single), ["0.5", "1", "2"] },
        { nameof(Labels.Double), ["0.1", "1", "2"] },
        { nameof(Labels.Day), ["2024-02-29T00:00:00.0000000", "2024-03-01T00:00:00.0000000", "2024-03-02T00:00:00.0000000"] },
        { nameof(Labels.Moment), ["2024-02-29T00:00:00.0000000+02:00", "2024-03-01T00:00:00.0000000+02:00",
            "2024-03-02T00:00:00.0000000+02:00"] },
        { nameof(Labels.Span), ["00:01:00", "00:02:00", "00:03:00"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_KeysOfEachType_ListsTheValuesInTheirOrder(string column, string[] expected) => Assert.Equal(expected, Of(column).Names);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WriteAndRead_EachType_GivesTheSame(string column, string[] expected)
    {
        var sut = Of(column);

        var read = Read(Written(sut));

        Assert.Equal(sut, read);
        Assert.Equal((sut.GetHashCode(), sut.ValueType), (read.GetHashCode(), read.ValueType));
        Assert.Equal(expected, read.Names);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnnotatePredictedLabel_EachType_MapKeyToValueGivesTheValuesBack(string column, string[] expected)
    {
        var sut = Of(column);
        var builder = new DataViewSchema.Annotations.Builder();
        sut.AnnotatePredictedLabel(builder, 7);

        var again = LabelVocabulary.Of(Column(sut.KeyType, builder.ToAnnotations()));

        Assert.Equal(sut, again);
        Assert.Equal(expected, again.Names);
    }

    [Fact]
    public void Of_KeysWithoutValues_NumbersThemFromOne()
    {
        var sut = LabelVocabulary.Of(Column(new KeyDataViewType(typeof(byte), 3)));

        Assert.Equal(["1", "2", "3"], sut.Names);
        Assert.Null(sut.ValueType);
        Assert.Equal(sut, Read(Written(sut)));
    }

    [Fact]
    public void Of_ValuesThatAreNotOneForEachKey_CountAsNone()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddKeyValues(
            2, TextDataViewType.Instance, (ref VBuffer<ReadOnlyMemory<char>> target) => target = new(2, ["a".AsMemory(), "b".AsMemory()]));

        Assert.Equal(["1", "2", "3"], LabelVocabulary.Of(Column(new KeyDataViewType(typeof(uint), 3), builder.ToAnnotations())).Names);
    }

    [Fact]
    public void Of_NoKeyColumn_Throws()
    {
        var exception = Assert.Throws<ArgumentException>(() => LabelVocabulary.Of(Column(NumberDataViewType.Single)));

        Assert.Equal(
            "Label column 'Label': expected a key with at most 2147483647 values, "
            + "got Single. Put MapValueToKey before the trainer. (Parameter 'column')", exception.Message);
    }

    [Fact]
    public void Of_ValuesOfAnotherType_Throws()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("KeyValues", new VectorDataViewType(RowIdDataViewType.Instance, 1),
            (ref VBuffer<DataViewRowId> target) => target = new(1, [default]));

        var exception = Assert.Throws<ArgumentException>(
            () => LabelVocabulary.Of(Column(new KeyDataViewType(typeof(uint), 1), builder.ToAnnotations())));

        Assert.Equal(
            "Label column 'Label': expected key values of one of the types Text, Boolean, SByte, Byte, Int16, UInt16, Int32, UInt32, "
            + "Int64, UInt64, Single, Double, TimeSpan, DateTime, DateTimeOffset, got DataViewRowId. "
            + "Convert the labels before MapValueToKey. (Parameter 'column')",
            exception.Message);
    }

    [Fact]
    public void Equals_OtherOrderTypeOrValues_IsFalse()
    {
        Assert.NotEqual(Texts("a", "b"), Texts("b", "a"));
        Assert.NotEqual(Texts("a", "b"), Texts("a", "b", "c"));
        Assert.NotEqual(Texts("1", "2"), LabelVocabulary.Of(Column(new KeyDataViewType(typeof(uint), 2))));
        Assert.Equal(Texts("a", "b"), Texts("a", "b"));
    }

    [Fact]
    public void MapFrom_OtherOrderAndMore_FindsByValueAndListsTheRest()
    {
        var mapping = Texts("cat", "dog", "fox").MapFrom(Texts("fox", "owl", "cat", "Dog"));

        Assert.Equal([2, -1, 0, -1], mapping.Classes);
        Assert.Equal(["owl", "Dog"], mapping.Unknown);
    }

    [Fact]
    public void MapFrom_AnotherType_FindsNothing()
    {
        var keys = LabelVocabulary.Of(Column(new KeyDataViewType(typeof(uint), 3)));

        Assert.Equal(["1", "2", "3"], Texts("1", "2", "3").MapFrom(keys).Unknown);
        Assert.Equal(["1"], keys.MapFrom(Texts("1")).Unknown);
        Assert.Equal([0, 1, 2, -1], keys.MapFrom(LabelVocabulary.Of(Column(new KeyDataViewType(typeof(uint), 4)))).Classes);
    }

    [Theory]
    [InlineData("Text", 0, "The labels are damaged: expected one or more, got 0.")]
    [InlineData("Color", 1, "The labels are damaged: expected values of one of the types Keys, Text, Boolean, SByte, Byte, Int16, UInt16, "
        + "Int32, UInt32, Int64, UInt64, Single, Double, TimeSpan, DateTime, DateTimeOffset, got another type.")]
    [InlineData("Single", int.MaxValue, "The labels are damaged: Unable to read beyond the end of the stream.")]
    public void Read_DamagedBytes_Throws(string tag, int count, string expected)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(tag);
        writer.Write(count);

        var exception = Assert.Throws<InvalidDataException>(() => Read(stream.ToArray()));

        Assert.Equal(expected, exception.Message);
    }

    [Fact]
    public void Read_EachPrefix_FailsClearly()
    {
        var bytes = Written(Of(nameof(Labels.Moment)));

        for (var length = 0; length < bytes.Length; length++)
            Assert.StartsWith("The labels are damaged: ",
                Assert.Throws<InvalidDataException>(() => Read(bytes[..length])).Message, StringComparison.Ordinal);
    }

    private LabelVocabulary Of(string column)
    {
        var data = _ml.Data.LoadFromEnumerable(Labels.Three());
        return LabelVocabulary.Of(_ml.Transforms.Conversion.MapValueToKey("Key", column).Fit(data).Transform(data).Schema["Key"]);
    }

    private static LabelVocabulary Texts(params string[] names)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddKeyValues(names.Length, TextDataViewType.Instance,
            (ref VBuffer<ReadOnlyMemory<char>> target) => target = new(names.Length, [.. names.Select(name => name.AsMemory())]));
        return LabelVocabulary.Of(Column(new KeyDataViewType(typeof(uint), names.Length), builder.ToAnnotations()));
    }

    private static DataViewSchema.Column Column(DataViewType type, DataViewSchema.Annotations? annotations = null)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", type, annotations);
        return builder.ToSchema()[0];
    }

    private static byte[] Written(LabelVocabulary vocabulary)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            vocabulary.Write(writer);
        return stream.ToArray();
    }

    private static LabelVocabulary Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return LabelVocabulary.Read(reader);
    }

    private sealed class Labels
    {
        public string Text { get; set; } = "";

        public bool Boolean { get; set; }

        public byte Byte { get; set; }

        public sbyte SByte { get; set; }

        public short Int16 { get; set; }

        public ushort UInt16 { get; set; }

        public int Int32 { get; set; }

        public uint UInt32 { get; set; }

        public long Int64 { get; set; }

        public ulong UInt64 { get; set; }

        public float Single { get; set; }

        public double Double { get; set; }

        public DateTime Day { get; set; }

        public DateTimeOffset Moment { get; set; }

        public TimeSpan Span { get; set; }

        internal static IEnumerable<Labels> Three()
        {
            foreach (var (i, number) in new[] { 3, 1, 2 }.Index())
            {
                var signed = i == 0 ? -number : number;
                var day = new DateTime(2024, 2, 29).AddDays(i);
                yield return new Labels
                {
                    Text = i switch { 0 => "b", 1 => "a", _ => "ü" },
                    Boolean = i == 0,
                    Byte = (byte)number,
                    SByte = (sbyte)signed,
                    Int16 = (short)signed,
                    UInt16 = (ushort)number,
                    Int32 = signed,
                    UInt32 = (uint)number,
                    Int64 = signed,
                    UInt64 = (ulong)number,
                    Single = i == 0 ? 0.5f : number,
                    Double = i == 0 ? 0.1 : number,
                    Day = day,
                    Moment = new DateTimeOffset(day, TimeSpan.FromHours(2)),
                    Span = TimeSpan.FromMinutes(i + 1),
                };
            }
        }
    }
}
