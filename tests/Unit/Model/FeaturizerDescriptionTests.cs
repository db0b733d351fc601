using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Model;

public class FeaturizerDescriptionTests
{
    private readonly FeaturizerDescription _sut = new()
    {
        Network = new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 4 },
        Evaluation = new EvaluationTransform(16, 0.875),
        Normalization = Normalization.ImageNet,
        InputColumn = "Image",
        OutputColumn = "Features",
    };

    [Fact]
    public void Parse_ItsJson_GivesTheSame()
    {
        var sut = (_sut with { Pixels = new PixelVectorSource(127.5f, 1 / 127.5f) }).Checked();

        Assert.Equal(sut, FeaturizerDescription.Parse(sut.ToJson()));
        Assert.Equal(128, sut.BatchSize);
    }

    [Fact]
    public void Parse_UnknownPropertiesAndOrder_DoesNotMatter()
    {
        var sut = _sut.Checked();

        Assert.Equal(sut, FeaturizerDescription.Parse(
            sut.ToJson().Replace("\"InputColumn\"", "\"Later\": [1, {}], \"InputColumn\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Checked_SeveralFaults_TellsAll()
    {
        var faulty = _sut with { Normalization = null!, InputColumn = "", OutputColumn = null!, BatchSize = 200,
            Network = _sut.Network with { InputChannels = 1 } };

        Assert.Equal(
            "FeaturizerDescription cannot be made from these values. Normalization: expected a value, got null. "
            + "InputColumn: expected a name, got ''. OutputColumn: expected a name, got null. "
            + "InputChannels: expected 3, got 1. BatchSize: expected 1 to 128 for 16 pixels, got 200. (Parameter 'Normalization')",
            Assert.Throws<ArgumentOutOfRangeException>(faulty.Checked).Message);
    }

    [Theory]
    [InlineData("\"ReductionRatio\": 16", "\"ReductionRatio\": 0",
        "SeResNet cannot be made from these values. ReductionRatio: expected 1 or more, got 0. (Parameter 'options')")]
    [InlineData("\"BatchSize\": 128", "\"BatchSize\": -1", "FeaturizerDescription cannot be made from these values. "
        + "BatchSize: expected 1 to 128 for 16 pixels, got -1. (Parameter 'BatchSize')")]
    [InlineData("\"InputColumn\"", "\"Other\"", "JSON deserialization for type 'Microsoft.ML.SeNet.Model.FeaturizerDescription' was "
        + "missing required properties including: 'InputColumn'.")]
    public void Parse_Damaged_Tells(string old, string other, string expected) => Assert.Equal(
        $"The description of the featurizer is damaged: {expected}",
        Assert.Throws<InvalidDataException>(
            () => FeaturizerDescription.Parse(_sut.Checked().ToJson().Replace(old, other, StringComparison.Ordinal))).Message);
}
