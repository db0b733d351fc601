using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Model;

namespace Microsoft.ML.SeNet.Tests.Catalog;

public class SeNetCatalogTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void TopPredictions_AnEnginesSchema_NamesTheLabels()
    {
        using var model = Sample.Model(_ml);
        using var engine = _ml.Model.CreatePredictionEngine<Picture, Prediction>(
            model, new PredictionEngineOptions { OwnsTransformer = false });

        Assert.Equal(
            [new("über", 0.7f), new LabelProbability("cat", 0.1f)], engine.OutputSchema.TopPredictions([0.1f, 0.1f, 0.7f, 0.1f], 2));
    }

    [Fact]
    public void TopPredictions_NoSlotNames_NumbersTheLabelsFromOne()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Label", new KeyDataViewType(typeof(uint), 2));
        using var model = Sample.Model(_ml, labels: LabelVocabulary.Of(builder.ToSchema()[0]));
        var schema = model.GetOutputSchema(Sample.Data(_ml, 1).Schema);

        Assert.Equal([new("2", 0.75f), new LabelProbability("1", 0.25f)], schema.TopPredictions([0.25f, 0.75f]));
        Assert.Equal(
            ["ScoreColumnKind", "ScoreColumnSetId", "ScoreValueKind"], schema["Score"].Annotations.Schema.Select(column => column.Name));
        Assert.Equal(
            ["ScoreColumnKind", "ScoreValueKind", "ScoreColumnSetId"],
            schema["PredictedLabel"].Annotations.Schema.Select(column => column.Name));
    }

    [Fact]
    public void TopPredictions_LabelsThatAreNumbers_TellsTheNumbers()
    {
        var rows = _ml.Data.LoadFromEnumerable([new { Label = 30 }, new { Label = -7 }]);
        var column = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).GetOutputSchema(rows.Schema)["Label"];
        using var model = Sample.Model(_ml, labels: LabelVocabulary.Of(column));

        var top = model.GetOutputSchema(Sample.Data(_ml, 1).Schema).TopPredictions([0.25f, 0.75f]);

        Assert.Equal([new("-7", 0.75f), new LabelProbability("30", 0.25f)], top);
        Assert.Equal(model.TopPredictions([0.25f, 0.75f]), top);
    }

    [Fact]
    public void TopPredictions_BadArguments_Throws()
    {
        using var model = Sample.Model(_ml);
        var schema = model.GetOutputSchema(Sample.Data(_ml, 1).Schema);

        Assert.Equal(
            "Expected a schema with a column of scores, got one without 'Scores'. Name the column. (Parameter 'schema')",
            Assert.Throws<ArgumentException>(() => schema.TopPredictions([1], 1, "Scores")).Message);
        Assert.Equal(
            "Expected 4 scores, one for each label, got 1. Pass the whole score column of a row. (Parameter 'scores')",
            Assert.Throws<ArgumentException>(() => schema.TopPredictions([1])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema.TopPredictions([1, 0, 0, 0], 0));
    }
}
