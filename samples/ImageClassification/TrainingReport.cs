using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Plots;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>What came out of a training, for people (tables) and programs (<c>metrics.json</c>).</summary>
/// <param name="Network">The trained network.</param>
/// <param name="Options">How it was trained.</param>
/// <param name="Data">On what.</param>
/// <param name="History">Its course.</param>
/// <param name="Metrics">Its figures on the test part.</param>
/// <param name="Trained">From the first look at the data to the end of training.</param>
/// <param name="Elapsed">From the first look at the data to the end of evaluation.</param>
internal sealed record TrainingReport(
    SeResNetTransformer Network, SeResNetTrainer.Options Options, DataFolder Data, TrainingHistory History, MulticlassClassificationMetrics Metrics, TimeSpan Trained, TimeSpan Elapsed)
{
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() } };

    internal static IEnumerable<(string Name, string Version)> Versions =>
        from assembly in new[] { typeof(SeResNetTrainer).Assembly, typeof(MLContext).Assembly, typeof(TorchSharp.torch).Assembly }.Distinct()
        select (assembly.GetName().Name!, assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown");

    /// <summary>Writes everything; one figure a line, so that scripts can read it.</summary>
    internal void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, ToJson(), s_readable));

    private Dictionary<string, object?> ToJson() => new()
    {
        ["test_accuracy"] = Metrics.MicroAccuracy,
        ["seconds"] = Math.Round(Elapsed.TotalSeconds, 1),
        ["seconds_to_train"] = Math.Round(Trained.TotalSeconds, 1),
        ["test_accuracy_mean_of_classes"] = Metrics.MacroAccuracy,
        [$"test_accuracy_top_{Metrics.TopKPredictionCount}"] = Metrics.TopKAccuracy,
        ["test_log_loss"] = Metrics.LogLoss,
        ["network"] = Network.Network,
        ["parameters"] = Network.Summary().Parameters,
        ["image_size"] = Network.Evaluation.ImageSize,
        ["pictures"] = new { train = Data.Train.Count, test = Data.Test.Count },
        ["options"] = Options,
        ["epochs"] = History.Ends.Select(epoch => new
        {
            epoch = epoch.Epoch,
            loss = epoch.Loss,
            accuracy = epoch.Accuracy,
            validation_loss = epoch.ValidationLoss,
            validation_accuracy = epoch.ValidationAccuracy,
            images_per_second = Math.Round(epoch.ImagesPerSecond, 1),
        }),
        ["classes"] = Network.Labels.Select((label, index) => new
        {
            label,
            recall = Metrics.ConfusionMatrix.PerClassRecall[index],
            precision = Metrics.ConfusionMatrix.PerClassPrecision[index],
            predicted_as = Network.Labels.Zip(Metrics.ConfusionMatrix.Counts[index]).Where(pair => pair.Second > 0).ToDictionary(pair => pair.First, pair => pair.Second),
        }),
        ["machine"] = new { system = RuntimeInformation.OSDescription, architecture = RuntimeInformation.ProcessArchitecture.ToString(), processors = Environment.ProcessorCount, runtime = RuntimeInformation.FrameworkDescription },
        ["versions"] = Versions.ToDictionary(one => one.Name, one => one.Version),
    };
}
