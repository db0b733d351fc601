using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks;

/// <summary>How often a trained model's answers are the same in bfloat16 as in float32, on pictures that it was not trained on.</summary>
internal static class Agreement
{
    /// <summary>Scores all pictures in both precisions and prints the share of equal answers and both accuracies.</summary>
    /// <param name="model">A model.zip, as the sample's verb train writes it.</param>
    /// <param name="folder">A folder with CLASS/picture.</param>
    internal static void Run(string model, string folder)
    {
        var ml = new MLContext(seed: 1);
        using var loaded = ml.Model.Load(model, out _) as IDisposable;
        var chain = (IEnumerable<ITransformer>)loaded!;
        var network = chain.OfType<SeResNetTransformer>().Single();
        var data = ml.Data.LoadImagesFromFolder(folder);

        network.Precision = ScoringPrecision.Float32;
        var single = Answers((ITransformer)loaded!, data);
        network.Precision = ScoringPrecision.BFloat16;
        var half = Answers((ITransformer)loaded!, data);

        var labels = data.GetColumn<string>("Label").ToArray();
        Report.Line($"accuracy on {labels.Length} pictures: float32 {Share(single, labels):0.00} %, bfloat16 {Share(half, labels):0.00} %");
        Report.Figure("bf16_top1_agreement_percent", Share(single, half));
    }

    private static string[] Answers(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<string>("PredictedLabel")];

    private static double Share(string[] answers, string[] others) =>
        100.0 * answers.Zip(others).Count(pair => pair.First == pair.Second) / answers.Length;
}
