using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Report;
using SeNetMl.Samples.ImageClassification.Sheets;

namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>The folder that <c>train</c> and <c>evaluate</c> leave behind.</summary>
internal static class ResultsFolder
{
    /// <summary>The model, for any ML.NET program.</summary>
    internal const string Model = "model.zip";

    /// <summary>Everything on one page.</summary>
    internal const string Report = "report.html";

    /// <summary>How many of the worst mistakes are drawn; the table has them all.</summary>
    internal const int MistakesDrawn = 24;

    private const int ThumbnailSide = 96;

    // The page comes last: where it is new, so is all else.
    private static readonly ResultFile[] s_files =
    [
        new("metrics.json", _ => true, MetricsFile.Save),
        new("classes.csv", _ => true, SaveClasses),
        new("confusion.svg", _ => true, (results, path) => results.Confusion().Save(path)),
        new("curves.svg", results => results.Course is not null, (results, path) => results.Curves()!.Save(path)),
        new("mistakes.csv", _ => true, SaveMistakes),
        new("mistakes.png", results => results.Evaluation.Mistakes.Count > 0, DrawMistakes),
        new(Report, _ => true, ReportPage.Save),
    ];

    /// <summary>
    /// Writes the results, all or none: they are made beside the former ones and take their places once all are there, the page last. An
    /// older file that these results have nothing for goes.
    /// </summary>
    /// <param name="folder">Where to.</param>
    /// <param name="results">What came out.</param>
    /// <param name="saveModel">Writes the model to a path; null where there is none.</param>
    internal static void Write(string folder, RunResults results, Action<string>? saveModel = null)
    {
        var fresh = Path.Combine(folder, ".fresh");
        Directory.CreateDirectory(fresh);
        try
        {
            saveModel?.Invoke(Path.Combine(fresh, Model));
            foreach (var file in s_files.Where(file => file.Exists(results)))
                file.Save(results, Path.Combine(fresh, file.Name));
            foreach (var name in s_files.Select(file => file.Name).Prepend(Model))
                Replace(Path.Combine(fresh, name), Path.Combine(folder, name), keeps: name == Model && saveModel is null);
        }
        finally
        {
            Directory.Delete(fresh, recursive: true);
        }
    }

    private static void Replace(string fresh, string path, bool keeps)
    {
        if (File.Exists(fresh))
            File.Move(fresh, path, overwrite: true);
        else if (!keeps)
            File.Delete(path);
    }

    /// <summary>Refuses a folder whose results an evaluation would replace though they are of a training.</summary>
    /// <exception cref="IOException">There is a model in it.</exception>
    internal static void RequireNoTraining(string folder)
    {
        if (File.Exists(Path.Combine(folder, Model)))
            throw new IOException(
                $"Results in '{folder}': expected a folder without {Model}, got the results of a training, "
                + "which would be overwritten. Choose another folder.");
    }

    /// <summary>The worst mistakes, as many as are drawn.</summary>
    internal static IEnumerable<ScoredPicture> Worst(this RunResults results) => results.Evaluation.Mistakes.Take(MistakesDrawn);

    /// <summary>What the network sees of a picture, at the size in which mistakes are drawn.</summary>
    internal static EvaluationTransform Thumbnail(this RunResults results) => new(ThumbnailSide, results.Model.Evaluation.CropFraction);

    private static void SaveClasses(RunResults results, string path) => CsvFile.Save(
        path,
        ["class", "pictures", "recall", "precision", "f1", "most_often_taken_for", "times"],
        results.Evaluation.Classes.Select(
            one => new object?[] { one.Label, one.Pictures, one.Recall, one.Precision, one.F1, one.TakenFor, one.TimesTakenFor }));

    private static void SaveMistakes(RunResults results, string path) => CsvFile.Save(
        path,
        ["path", "label", "predicted", "probability", "probability_of_label", "loss"],
        results.Evaluation.Mistakes.Select(
            one => new object?[] { one.Path, one.Label, one.Predicted, one.Probability, one.TrueProbability, one.Loss }));

    private static void DrawMistakes(RunResults results, string path) =>
        PictureSheet.Save([.. results.Worst().Select(mistake => mistake.Path)], path, results.Thumbnail());

    private sealed record ResultFile(string Name, Func<RunResults, bool> Exists, Action<RunResults, string> Save);
}
