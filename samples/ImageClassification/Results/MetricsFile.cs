using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>Results for programs: <c>metrics.json</c>.</summary>
internal static class MetricsFile
{
    /// <summary>How results are written as JSON; one figure a line, so that scripts can read it.</summary>
    internal static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() }
    };

    internal static void Save(RunResults results, string path) =>
        WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, ToJson(results), Readable));

    private static OrderedDictionary<string, object?> ToJson(RunResults results)
    {
        var (model, evaluation, run, course) = results;
        var json = new OrderedDictionary<string, object?>
        {
            ["test_accuracy"] = evaluation.Metrics.MicroAccuracy,
            ["seconds"] = Math.Round(run.Elapsed.TotalSeconds, 1),
            ["test_accuracy_mean_of_classes"] = evaluation.Metrics.MacroAccuracy,
            [$"test_accuracy_top_{evaluation.Metrics.TopKPredictionCount}"] = evaluation.Metrics.TopKAccuracy,
            ["test_f1_mean_of_classes"] = evaluation.MacroF1,
            ["test_log_loss"] = evaluation.Metrics.LogLoss,
            ["test_mistakes"] = evaluation.Mistakes.Count,
            ["pictures"] = new { train = course?.Pictures, test = evaluation.Pictures.Count },
            ["network"] = model.Network,
            ["parameters"] = model.Summary.Parameters,
            ["image_size"] = model.Evaluation.ImageSize,
            ["training_notes"] = model.TrainingNotes,
        };
        if (course is not null)
            AddTraining(json, course);
        json["classes"] = evaluation.Classes.Select((one, index) => ToJson(one, evaluation, index));
        json["command"] = run.Command;
        json["seed"] = run.Seed;
        json["finished"] = run.Finished;
        json["machine"] = RunFacts.Machine.ToDictionary(fact => fact.Name, fact => fact.Value);
        json["versions"] = RunFacts.Versions.ToDictionary(one => one.Name, one => one.Version);
        return json;
    }

    private static void AddTraining(OrderedDictionary<string, object?> json, TrainingCourse course)
    {
        json["seconds_to_train"] = Math.Round(course.Trained.TotalSeconds, 1);
        json["options"] = course.Options;
        json["epochs"] = course.History.Ends.Select(epoch => new
        {
            epoch = epoch.Epoch,
            loss = epoch.Loss,
            accuracy = epoch.Accuracy,
            validation_loss = epoch.ValidationLoss,
            validation_accuracy = epoch.ValidationAccuracy,
            images_per_second = Math.Round(epoch.ImagesPerSecond, 1),
        });
    }

    private static object ToJson(ClassFigures one, Evaluation evaluation, int index) => new
    {
        label = one.Label,
        pictures = one.Pictures,
        recall = one.Recall,
        precision = one.Precision,
        f1 = one.F1,
        predicted_as = evaluation.Labels.Zip(evaluation.Metrics.ConfusionMatrix.Counts[index]).Where(pair => pair.Second > 0)
            .ToDictionary(pair => pair.First, pair => pair.Second),
    };
}
