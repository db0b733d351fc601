using Microsoft.ML.Data;
using SeNetMl.Contract.Tests.MicrosoftML;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>The model passes what every ML.NET transformer must.</summary>
public class SeResNetTransformerConformanceTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(128)]
    public void Model_AnyBatchSize_Conforms(int batchSize)
    {
        using var model = Sample.Model(_ml, batchSize);

        EstimatorConformance.Check(_ml, new Ready(model), Sample.Keyed(_ml, Sample.Data(_ml, 11)), tolerance: 1e-5);
    }

    [Fact]
    public void Chain_ModelBetweenOthers_Conforms()
    {
        using var model = Sample.Model(_ml, 4);
        var chain = _ml.Transforms.CopyColumns("Again", "Number").Append(new Ready(model))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));

        EstimatorConformance.Check(_ml, chain, Sample.Keyed(_ml, Sample.Data(_ml, 11)), tolerance: 1e-5);
    }

    /// <summary>An estimator that has learned already.</summary>
    private sealed class Ready(SeResNetTransformer model) : IEstimator<SeResNetTransformer>
    {
        public SeResNetTransformer Fit(IDataView input) => model;

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            Assert.True(inputSchema.TryFindColumn("Label", out var label));
            Assert.True(label.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var values));
            var columns = inputSchema.ToDictionary(column => column.Name);
            columns["PredictedLabel"] = new SchemaShape.Column("PredictedLabel", SchemaShape.Column.VectorKind.Scalar,
                NumberDataViewType.UInt32, true, new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation().Append(values)));
            columns["Score"] = new SchemaShape.Column("Score", SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
                new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label)));
            return new SchemaShape(columns.Values);
        }
    }
}
