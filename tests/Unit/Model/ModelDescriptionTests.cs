using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SeNet.Tests.Model;

public class ModelDescriptionTests
{
    private readonly ModelDescription _sut = Sample.Description(Sample.Vocabulary(new MLContext(seed: 1)));

    [Fact]
    public void Parse_ItsJson_GivesTheSame()
    {
        var sut = (_sut with
        {
            Network = _sut.Network with { SqueezeExcitation = new() { Placement = SePlacement.Pre } },
            Pixels = new PixelVectorSource(127.5f, 1 / 127.5f, ImagePixelExtractingEstimator.ColorsOrder.ABGR, 32),
        }).Checked();

        var read = ModelDescription.Parse(sut.ToJson(), sut.Labels);

        Assert.Equal(sut, read);
        Assert.Equal(sut.GetHashCode(), read.GetHashCode());
        Assert.NotEqual(sut, read with { TrainingNotes = new Dictionary<string, string> { ["seed"] = "2" } });
        Assert.NotEqual(sut, read with { Pixels = null });
    }

    [Fact]
    public void Parse_ANetworkThatCannotBe_Tells()
    {
        var json = _sut.ToJson().Replace("\"ReductionRatio\": 16", "\"ReductionRatio\": 0", StringComparison.Ordinal);

        var exception = Assert.Throws<InvalidDataException>(() => ModelDescription.Parse(json, _sut.Labels));

        Assert.Equal(
            "The description of the model is damaged: SeResNet cannot be made from these values. "
            + "ReductionRatio: expected 1 or more, got 0. (Parameter 'options')", exception.Message);
    }

    [Fact]
    public void Parse_UnknownProperties_PassesThemOver()
    {
        var sut = _sut.Checked();

        Assert.Equal(sut, ModelDescription.Parse(
            sut.ToJson().Replace("\"FeatureColumn\"", "\"Later\": [1, {}], \"FeatureColumn\"", StringComparison.Ordinal), sut.Labels));
    }

    [Theory]
    [InlineData(16, 128)]
    [InlineData(64, 128)]
    [InlineData(65, 32)]
    [InlineData(320, 32)]
    [InlineData(640, 8)]
    [InlineData(641, 1)]
    public void Checked_NoBatchSize_TakesThatOfTheImageSize(int imageSize, int expected) =>
        Assert.Equal(expected, (_sut with { Evaluation = new EvaluationTransform(imageSize, 1) }).Checked().BatchSize);

    [Fact]
    public void Checked_SeveralFaults_TellsAll()
    {
        var faulty = _sut with { Network = _sut.Network with { InputChannels = 1, Classes = 9 }, ScoreColumn = "", Normalization = null! };

        Assert.Equal(
            "ModelDescription cannot be made from these values. Normalization: expected a value, got null. ScoreColumn: expected a name, "
            + "got ''. InputChannels: expected 3, got 1. Classes: expected 4, one for each label, got 9. (Parameter 'Normalization')",
            Assert.Throws<ArgumentOutOfRangeException>(() => faulty.Checked()).Message);
    }
}
