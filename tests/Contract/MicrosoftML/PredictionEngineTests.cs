using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>Who disposes a model.</summary>
public class PredictionEngineTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [Fact]
    public void Dispose_AsCreated_DisposesTheModel()
    {
        var model = new Disposable();

        s_ml.Model.CreatePredictionEngine<Row, Row>(model).Dispose();

        Assert.Equal(1, model.Disposals);
    }

    /// <summary>How several engines share one of our models.</summary>
    [Fact]
    public void Dispose_NotItsOwner_LeavesTheModel()
    {
        var model = new Disposable();

        s_ml.Model.CreatePredictionEngine<Row, Row>(model, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();

        Assert.Equal(0, model.Disposals);
    }

    /// <summary>Why a trained pipeline is to be disposed, as the README does.</summary>
    [Fact]
    public void Dispose_Chain_DisposesItsTransformers()
    {
        var model = new Disposable();

        new TransformerChain<ITransformer>(model, model.Inner).Dispose();

        Assert.Equal(1, model.Disposals);
    }

    [Fact]
    public void Predict_AnswerWithoutTheColumn_LeavesTheMemberAlone()
    {
        using var sut = s_ml.Model.CreatePredictionEngine<Row, Answer>(new Disposable());

        Assert.Equal("as it was", sut.Predict(new Row { Text = "a" }).NoColumn);
    }

    [Fact]
    public void CreatePredictionEngine_MissingColumnsNotIgnored_NamesThem()
    {
        var options = new PredictionEngineOptions { IgnoreMissingColumns = false };

        var exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => s_ml.Model.CreatePredictionEngine<Row, Answer>(new Disposable(), options));

        Assert.Equal("Could not find  column 'NoColumn' (Parameter 'Schema')", exception.Message);
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }

    private sealed class Answer
    {
        public string Copy { get; set; } = "";

        public string NoColumn { get; set; } = "as it was";
    }

    /// <summary>A model that counts its disposals.</summary>
    private sealed class Disposable : ITransformer, IDisposable
    {
        internal ITransformer Inner { get; } = s_ml.Transforms.CopyColumns("Copy", "Text").Fit(s_ml.Data.LoadFromEnumerable([new Row()]));

        internal int Disposals { get; private set; }

        public bool IsRowToRowMapper => Inner.IsRowToRowMapper;

        public void Dispose() => Disposals++;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Inner.GetRowToRowMapper(inputSchema);

        public void Save(ModelSaveContext ctx) => Inner.Save(ctx);

        public IDataView Transform(IDataView input) => Inner.Transform(input);
    }
}
