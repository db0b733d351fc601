using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>The rules that our estimators are held to, held against ML.NET's own.</summary>
public class EstimatorConformanceTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static IDataView Data() =>
        s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i => new Row { Number = i, Text = $"t{i % 7}", Vector = [i, -i] }));

    public static TheoryData<string> Estimators => new(Named().Keys);

    private static Dictionary<string, IEstimator<ITransformer>> Named() => new()
    {
        ["copy"] = s_ml.Transforms.CopyColumns("Copy", "Text"),
        ["concatenate"] = s_ml.Transforms.Concatenate("All", "Number", "Vector"),
        ["select"] = s_ml.Transforms.SelectColumns("Vector", "Text"),
        ["value to key"] = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text"),
        ["key to value"] = s_ml.Transforms.Conversion.MapValueToKey("Key", "Text")
            .Append(s_ml.Transforms.Conversion.MapKeyToValue("Back", "Key")),
        ["cached chain"] = s_ml.Transforms.CopyColumns("Copy", "Number").AppendCacheCheckpoint(s_ml)
            .Append(s_ml.Transforms.Concatenate("All", "Copy")),
    };

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Estimator_EveryKind_Conforms(string name) => EstimatorConformance.Check(s_ml, Named()[name], Data());

    [Fact]
    public void Estimator_MissingColumn_FailsInTheGenuineWording()
    {
        var bad = s_ml.Transforms.SelectColumns("Text").Fit(Data()).Transform(Data());

        EstimatorConformance.CheckMismatch(
            s_ml.Transforms.CopyColumns("Copy", "Number"), Data(), bad, "Could not find input column 'Number' (Parameter 'inputSchema')");
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public string Text { get; set; } = "";

        [VectorType(2)]
        public float[] Vector { get; set; } = [];
    }
}
