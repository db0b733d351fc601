using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Conformance;

public class EstimatorConformanceTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static IDataView Data() => s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i => new Row { Number = i, Text = $"t{i % 7}", Vector = [i, -i] }));

    public static TheoryData<string> Estimators => new(Named().Keys);

    private static Dictionary<string, IEstimator<ITransformer>> Named() => new()
    {
        ["toy"] = new ToyEstimator(s_ml, "Number", "Scaled"),
        ["copy"] = s_ml.Transforms.CopyColumns("Copy", "Text"),
        ["concatenate"] = s_ml.Transforms.Concatenate("All", "Number", "Vector"),
        ["select"] = s_ml.Transforms.SelectColumns("Vector", "Text"),
        ["drop"] = s_ml.Transforms.DropColumns("Vector"),
        ["value to key"] = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text"),
        ["key to value"] = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text").Append(s_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")),
        ["vector keys"] = s_ml.Transforms.Conversion.MapValueToKey("Key", "Vector"),
        ["cached chain"] = s_ml.Transforms.CopyColumns("Copy", "Number").AppendCacheCheckpoint(s_ml).Append(new ToyEstimator(s_ml, "Copy", "Scaled")),
    };

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Estimator_EveryKind_Conforms(string name) => EstimatorConformance.Check(s_ml, Named()[name], Data());

    [Fact]
    public void Estimator_MissingColumn_FailsInTheGenuineWording()
    {
        var bad = s_ml.Transforms.SelectColumns("Text").Fit(Data()).Transform(Data());

        EstimatorConformance.CheckMismatch(new ToyEstimator(s_ml, "Number", "Scaled"), Data(), bad, "Could not find input column 'Number' (Parameter 'inputSchema')");
    }

    [Fact]
    public void Estimator_WrongType_FailsInTheGenuineWording()
    {
        var bad = s_ml.Data.LoadFromEnumerable([new { Number = "1" }]);

        EstimatorConformance.CheckMismatch(new ToyEstimator(s_ml, "Number", "Scaled"), Data(), bad, "Schema mismatch for input column 'Number': expected Single, got String (Parameter 'inputSchema')");
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public string Text { get; set; } = "";

        [VectorType(2)]
        public float[] Vector { get; set; } = [];
    }
}
