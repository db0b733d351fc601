using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace SeNetMl.MicrosoftML.Tests.Transforms;

public class KeyTransformsTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static IDataView Texts(params string?[] texts) => s_ml.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));

    private static IDataView Numbers(params float[] values) => s_ml.Data.LoadFromEnumerable(values.Select(value => new NumberRow { Value = value }));

    [Theory]
    [InlineData(ValueToKeyMappingEstimator.KeyOrdinality.ByOccurrence, new[] { "b", "a", "B" }, new[] { "1", "2", "1", "0", "3" })]
    [InlineData(ValueToKeyMappingEstimator.KeyOrdinality.ByValue, new[] { "B", "a", "b" }, new[] { "3", "2", "3", "0", "1" })]
    public void MapValueToKey_Texts_AreNumberedInOrder(ValueToKeyMappingEstimator.KeyOrdinality order, string[] values, string[] keys)
    {
        var data = Texts("b", "a", "b", "", "B");

        var sut = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyOrdinality: order).Fit(data).Transform(data);

        Assert.Equal("Key: Key<UInt32, 0-2> {KeyValues}", sut.Schema["Key"].ToString());
        Assert.Equal(values, Rows.KeyValues<ReadOnlyMemory<char>>(sut.Schema["Key"]));
        Assert.Equal(keys, Rows.Of(sut, [sut.Schema["Key"]]));
    }

    [Fact]
    public void MapValueToKey_UnknownAndMissing_BecomeZero()
    {
        var model = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(Texts("a", "b"));

        var result = model.Transform(Texts("c", null, "b"));

        Assert.Equal(["0", "0", "2"], Rows.Of(result, [result.Schema["Key"]]));
    }

    [Fact]
    public void MapValueToKey_Maximum_IsKept()
    {
        var data = Texts("a", "b", "c", "a");

        var sut = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text", maximumNumberOfKeys: 2).Fit(data).Transform(data);

        Assert.Equal(["1", "2", "0", "1"], Rows.Of(sut, [sut.Schema["Key"]]));
    }

    [Fact]
    public void MapValueToKey_NumbersAsText_AreWrittenShort()
    {
        var data = Numbers(2.5f, float.NaN, -1, 2.5f);

        var sut = s_ml.Transforms.Conversion.MapValueToKey("Key", "Value", addKeyValueAnnotationsAsText: true).Fit(data).Transform(data);

        Assert.Equal(["2.5", "-1"], Rows.KeyValues<ReadOnlyMemory<char>>(sut.Schema["Key"]));
        Assert.Equal(["1", "0", "2", "1"], Rows.Of(sut, [sut.Schema["Key"]]));
    }

    [Fact]
    public void MapValueToKey_KeyData_GivesTheOrder()
    {
        var sut = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: Texts("z", "y")).Fit(Texts("y", "q")).Transform(Texts("y", "z", "q"));

        Assert.Equal(["2", "1", "0"], Rows.Of(sut, [sut.Schema["Key"]]));
    }

    [Fact]
    public void MapValueToKey_KeyDataOfAnotherType_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.Conversion.MapValueToKey("Key", "Text", keyData: Numbers(1)).Fit(Texts("y")));

        Assert.Equal("Input data's column must be of type 'String' but was 'Single' (Parameter 'keyData')", exception.Message);
    }

    [Fact]
    public void MapValueToKey_NoData_LeavesOneKeyWithoutValues()
    {
        var warnings = new List<string>();
        var ml = new MLContext();
        ml.Log += (_, message) =>
        {
            if (message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(message.Message);
        };
        var data = Texts();

        var sut = ml.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);

        Assert.Equal("Key: Key<UInt32, 0-0>", sut.Schema["Key"].ToString());
        Assert.Equal(["[Source=Term; Training, Kind=Warning] Term map for output column 'Key' contains no entries."], warnings);
    }

    [Fact]
    public void MapValueToKey_Vectors_KeepTheirSize()
    {
        var data = s_ml.Data.LoadFromEnumerable([new VectorRow { Texts = ["a", "b"] }, new VectorRow { Texts = ["b", ""] }]);

        var sut = s_ml.Transforms.Conversion.MapValueToKey("Key", "Texts").Append(s_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")).Fit(data).Transform(data);

        Assert.Equal("Key: Vector<Key<UInt32, 0-1>, 2> {KeyValues}", sut.Schema["Key"].ToString());
        Assert.Equal("Back: Vector<String, 2>", sut.Schema["Back"].ToString());
        Assert.Equal(["[a b] | [1 2] | [a b]", "[b ] | [2 0] | [b ]"], Rows.Of(sut));
    }

    [Fact]
    public void MapKeyToValue_MissingKey_GivesNaN()
    {
        var data = Numbers(3, 4);
        var model = s_ml.Transforms.Conversion.MapValueToKey("Key", "Value").Append(s_ml.Transforms.Conversion.MapKeyToValue("Key")).Fit(data);

        var result = model.Transform(Numbers(4, 5));

        Assert.Equal(["4", "NaN"], Rows.Of(result, [result.Schema["Key"]]));
    }

    [Fact]
    public void MapKeyToValue_NoKey_Throws()
    {
        var sut = s_ml.Transforms.Conversion.MapKeyToValue("Out", "Value");

        var chained = Assert.Throws<ArgumentOutOfRangeException>(() => sut.Append(s_ml.Transforms.CopyColumns("New", "Out")).Fit(Numbers(1)));
        var fitted = Assert.Throws<InvalidOperationException>(() => sut.Fit(Numbers(1)));

        Assert.Equal("Schema mismatch for input column 'Value': expected KeyType, got Single (Parameter 'inputSchema')", chained.Message);
        Assert.Equal("Metadata KeyValues does not exist", fitted.Message);
    }

    [Fact]
    public void MapValueToKey_OtherTypeThanFitted_Throws()
    {
        var model = s_ml.Transforms.Conversion.MapValueToKey("Key", "Value").Fit(Numbers(1));
        var texts = s_ml.Data.LoadFromEnumerable([new { Value = "1" }]);

        var exception = Assert.Throws<InvalidOperationException>(() => model.Transform(texts));

        Assert.Equal("Could not apply a map over type 'Single' to column 'Key' since it has type 'String'", exception.Message);
    }

    private sealed class TextRow
    {
        public string? Text { get; set; }
    }

    private sealed class NumberRow
    {
        public float Value { get; set; }
    }

    private sealed class VectorRow
    {
        [VectorType(2)]
        public string[] Texts { get; set; } = [];
    }
}
