using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet.Tests.Tuning;

public class SeResNetSearchSpaceTests
{
    private static readonly SeResNetSearchSpace s_everything = SeResNetSearchSpace.Of(
        SearchDimensions.ReductionRatio, SearchDimensions.Placement, SearchDimensions.Squeeze, SearchDimensions.Stages,
        SearchDimensions.Network(SeResNetVariant.CifarSeResNet20, SeResNetVariant.CifarSeResNet32),
        SearchDimensions.LearningRate, SearchDimensions.WeightDecay, SearchDimensions.Augmentation, SearchDimensions.ImageSize(24, 32),
        SearchDimension.Range("BatchSize", 8, 64, isLogarithmic: true));

    [Fact]
    public void ToJson_OfEverything_IsReadAgain()
    {
        var json = s_everything.ToJson();

        var read = SeResNetSearchSpace.Parse(json);

        Assert.Equal(json, read.ToJson());
        Assert.Equal(s_everything.Dimensions.OfType<RangeDimension>(), read.Dimensions.OfType<RangeDimension>());
    }

    [Theory]
    [InlineData("{}", "There are no dimensions.")]
    [InlineData("{\"Dimensions\":[null]}", "There are no dimensions.")]
    public void Parse_SomethingElse_SaysSo(string json, string why)
    {
        var e = Assert.Throws<InvalidDataException>(() => SeResNetSearchSpace.Parse(json));

        Assert.Equal($"The search space cannot be read: expected the JSON of a SeResNetSearchSpace, got something else. {why}", e.Message);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("{\"Dimensions\":[{\"Kind\":\"Other\",\"Name\":\"a\"}]}")]
    public void Parse_NoJsonOfASpace_IsRefused(string json) => Assert.Throws<InvalidDataException>(() => SeResNetSearchSpace.Parse(json));

    [Fact]
    public void Count_OfChoices_IsTheirProduct()
    {
        Assert.Equal(
            5 * 4 * 2, SeResNetSearchSpace.Of(SearchDimensions.ReductionRatio, SearchDimensions.Placement, SearchDimensions.Squeeze).Count);
        Assert.Null(s_everything.Count);
    }

    [Fact]
    public void With_SameOption_ReplacesIt() =>
        Assert.Equal(["2"], Assert.IsType<ChoiceDimension>(
            Assert.Single(SeResNetSearchSpace.ReductionRatios.With(SearchDimension.Choice("ReductionRatio", 2)).Dimensions)).Values);

    [Fact]
    public void Apply_OfEverything_SetsTheOptions()
    {
        var configuration = new TrialConfiguration(
        [
            new("ReductionRatio", "4"), new("Placement", "\"Pre\""), new("Stages", "\"Layer2\""), new("Network", "\"CifarSeResNet32\""),
            new("LearningRate", "0.03"), new("Augmentation", "\"Strong\""), new("ImageSize", "24"),
            new("ColorJitter", "null"),
        ]);
        var options = new SeResNetTrainer.Options { ColorJitter = 0.2 };

        var applied = configuration.Apply(options);

        Assert.Equal(
            (4, SePlacement.Pre, SeStages.Layer2, SeResNetVariant.CifarSeResNet32, 0.03, AugmentationPreset.Strong, 24, null),
            (applied.ReductionRatio, applied.Placement, applied.Stages, applied.Network, applied.LearningRate, applied.Augmentation,
                applied.ImageSize!.Value, applied.ColorJitter));
        Assert.Equal((16, 0.2), (options.ReductionRatio, options.ColorJitter));
        Assert.Equal(
            "ReductionRatio 4, Placement Pre, Stages Layer2, Network CifarSeResNet32, LearningRate 0.03, Augmentation Strong, "
            + "ImageSize 24, ColorJitter null", configuration.ToString());
    }

    [Fact]
    public void At_WholeRange_GivesEachEndItsShare()
    {
        var range = SearchDimension.Range("BatchSize", 2, 4);

        Assert.Equal(["2", "2", "3", "4", "4"], new[] { 0, 0.33, 0.34, 0.67, 0.999999 }.Select(range.At));
    }

    [Fact]
    public void At_LogarithmicRange_GivesEachFactorItsShare()
    {
        var range = SearchDimension.Range("LearningRate", 0.001, 1, isLogarithmic: true);

        Assert.Equal(["0.001", "0.01", "0.1", "0.9999"], new[] { 0, 1.0 / 3, 2.0 / 3, 0.99999 }.Select(range.At));
    }

    [Fact]
    public void Candidates_Grid_AreAllInOrder() => Assert.Equal(
        ["ReductionRatio 2, Squeeze Average", "ReductionRatio 2, Squeeze Max",
            "ReductionRatio 4, Squeeze Average", "ReductionRatio 4, Squeeze Max"],
        Of(SeResNetSearchSpace.Of(SearchDimension.Choice("ReductionRatio", 2, 4), SearchDimensions.Squeeze), SearchStrategy.Grid, null));

    [Fact]
    public void Candidates_FewerThanAll_AreADrawOfThem()
    {
        var all = Of(SeResNetSearchSpace.ReductionRatios, SearchStrategy.Grid, null);
        var some = Of(SeResNetSearchSpace.ReductionRatios, SearchStrategy.Grid, 3);

        Assert.Equal(3, some.Length);
        Assert.Equal(all.Where(some.Contains), some);
    }

    [Fact]
    public void Candidates_OfRanges_AreDrawnFromTheSeedWithoutRepetition()
    {
        var first = Of(s_everything, SearchStrategy.Random, null);

        Assert.Equal(27, first.Distinct().Count());
        Assert.Equal(first, Of(s_everything, SearchStrategy.SuccessiveHalving, null));
        Assert.NotEqual(first, Of(s_everything, SearchStrategy.Random, null, seed: 2));
    }

    [Fact]
    public void Candidates_OfARangeThatIsSmall_AreAsManyAsThereAre() => Assert.Equal(
        ["BatchSize 2", "BatchSize 3"],
        Of(SeResNetSearchSpace.Of(SearchDimension.Range("BatchSize", 2, 3)), SearchStrategy.Random, 10).Order());

    private static string[] Of(SeResNetSearchSpace space, SearchStrategy strategy, int? most, long seed = 1) =>
        [.. Candidates.Of(space, strategy, most, new Seeds(seed)).Select(one => one.ToString())];
}
