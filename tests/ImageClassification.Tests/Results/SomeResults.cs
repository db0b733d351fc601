using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Results;
using SeNetMl.Samples.ImageClassification.Tests.Plots;

namespace SeNetMl.Samples.ImageClassification.Tests.Results;

/// <summary>Results that no model made: pictures of 8×8 pixels and the scores that they are said to have.</summary>
internal static class SomeResults
{
    internal const int Side = 8;

    /// <summary>A run of train.</summary>
    internal static RunResults Training(Evaluation evaluation) => Evaluating(evaluation) with
    {
        Course = new TrainingCourse(new SeResNetTrainer.Options { Epochs = 3, ImageSize = Side }, 123, PlotsTests.Course(epochs: 3, steps: 5, validated: true), TimeSpan.FromSeconds(65)),
    };

    /// <summary>A run of evaluate.</summary>
    internal static RunResults Evaluating(Evaluation evaluation) => new(Model(evaluation.Labels.Count), evaluation, Run, Course: null);

    /// <summary>Pictures in a folder, each with its class and its scores.</summary>
    internal static Evaluation Evaluation(string[] labels, params (string Path, int Label, float[] Score)[] pictures)
    {
        var columns = SchemaDefinition.Create(typeof(Scored));
        // A key counts from 1 in a view, and from 0 in the class that a view is made from.
        columns["Label"].ColumnType = new KeyDataViewType(typeof(uint), labels.Length);
        columns["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, labels.Length);
        var ml = new MLContext(seed: 1);
        var rows = pictures.Select(one => new Scored { ImagePath = one.Path, Label = (uint)one.Label, Score = one.Score, PredictedLabel = labels[one.Score.IndexOf(one.Score.Max())] });
        return ImageClassification.Results.Evaluation.Of(ml, ml.Data.LoadFromEnumerable(rows, columns), labels);
    }

    /// <summary>Writes a picture.</summary>
    internal static string Picture(TemporaryFolder folder, string name)
    {
        var pixels = new byte[Side * Side * 4];
        Array.Fill(pixels, byte.MaxValue);
        using var image = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Rgba32, pixels);
        var plain = folder["plain.png"];
        image.Save(plain);
        File.Move(plain, folder[name], overwrite: true);
        return folder[name];
    }

    private static RunFacts Run => new("./sample.sh train --data 'my pictures'", 7, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), TimeSpan.FromSeconds(72));

    private static ModelFacts Model(int classes)
    {
        using var network = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = classes }, seed: 1);
        return new(network.Options, NetworkSummary.Of(network, Side, Side), new EvaluationTransform(Side, 1), new Dictionary<string, string> { ["Epochs"] = "3" });
    }

    private sealed class Scored
    {
        public string ImagePath { get; set; } = "";

        public uint Label { get; set; }

        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}
