using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Pipelines;

public class EstimatorChainTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static IDataView Data(params float[] values) => s_ml.Data.LoadFromEnumerable(values.Select(value => new Row { A = value }));

    [Fact]
    public void Append_TwoEstimators_FitsOneAfterTheOther()
    {
        var sut = s_ml.Transforms.CopyColumns("B", "A").Append(s_ml.Transforms.CopyColumns("C", "B"));

        var model = sut.Fit(Data(1));

        Assert.Equal(2, model.Count());
        Assert.Same(model.LastTransformer, model.Last());
        Assert.Equal(["A: Single", "B: Single", "C: Single"], Rows.Columns(model.GetOutputSchema(Data().Schema)));
        Assert.Equal(["1 | 1 | 1"], Rows.Of(model.Transform(Data(1))));
    }

    [Fact]
    public void Append_TrainingScopeOnly_IsLeftOutOfScoring()
    {
        var model = s_ml.Transforms.CopyColumns("B", "A").Append(s_ml.Transforms.CopyColumns("C", "A"), TransformerScope.TrainTest).Fit(Data(1));

        Assert.Equal(["A: Single", "B: Single"], Rows.Columns(model.Transform(Data(1)).Schema));
        Assert.Equal(["A: Single", "B: Single", "C: Single"], Rows.Columns(model.Transform(Data(1), TransformerScope.Testing).Schema));
    }

    [Fact]
    public void Fit_SchemaThatCannotFit_ThrowsBeforeAnyFit()
    {
        bool isFitted = false;
        var sut = s_ml.Transforms.CopyColumns("B", "A").WithOnFitDelegate(_ => isFitted = true).Append(s_ml.Transforms.CopyColumns("C", "None"));

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => sut.Fit(Data(1)));

        Assert.Equal("Could not find input column 'None' (Parameter 'inputSchema')", exception.Message);
        Assert.False(isFitted);
    }

    [Fact]
    public void AppendCacheCheckpoint_Data_IsReadOnce()
    {
        int reads = 0;
        IEnumerable<Row> Rows()
        {
            reads++;
            yield return new Row { A = 1 };
        }
        var sut = s_ml.Transforms.CopyColumns("B", "A").AppendCacheCheckpoint(s_ml)
            .Append(s_ml.Transforms.Conversion.MapValueToKey("K1", "B")).Append(s_ml.Transforms.Conversion.MapValueToKey("K2", "B"));

        sut.Fit(s_ml.Data.LoadFromEnumerable(Rows()));

        Assert.Equal(1, reads);
    }

    [Fact]
    public void AppendCacheCheckpoint_EmptyChain_Throws()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(s_ml));

        Assert.Equal("Current estimator chain has no estimator, can't append cache checkpoint.", exception.Message);
    }

    private sealed class Row
    {
        public float A { get; set; }
    }
}
