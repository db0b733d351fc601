using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using Spectre.Console;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>predict</c>: what is on each of some pictures.</summary>
internal static class PredictCommand
{
    private const int Shown = 3;

    private static readonly EnumerationOptions s_visible = new()
        { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    private static readonly string[] s_endings = [".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp"];

    internal static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var files = new Argument<string[]>("FILE") { Description = "Pictures, or folders of pictures.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("predict", $"Tell what is on pictures: for each the {Shown} most probable classes. "
            + $"Exit code {App.Failed} where any cannot be read; the others are told all the same.") { model, files };
        command.SetAction(result =>
        {
            var ml = Models.Context(terminal, seed: null, result.IsVerbose());
            return Run(terminal, ml, result.GetRequiredValue(model), result.GetRequiredValue(files));
        });
        return command;
    }

    private static int Run(Terminal terminal, MLContext ml, FileInfo file, string[] given)
    {
        var pictures = Pictures(given);
        using var model = Models.Load(ml, file);
        var answers = Predict(ml, model, pictures);
        var (good, bad) =
            (answers.Where(answer => answer.Fault is null).ToArray(), answers.Where(answer => answer.Fault is not null).ToArray());
        if (good.Length > 0)
            terminal.Console.Write(Table(good, model.Network.Labels.Count));
        foreach (var answer in bad)
            terminal.Fail(answer.Fault!);
        return bad.Length > 0 ? App.Failed : 0;
    }

    /// <summary>The files as they were named, and those in the folders that were named.</summary>
    private static string[] Pictures(string[] given)
    {
        var missing = given.Where(path => !Path.Exists(path)).ToArray();
        if (missing.Length > 0)
            throw new FileNotFoundException(
                "Pictures: expected files or folders, "
                + $"got nothing at {string.Join(", ", missing.Select(path => $"'{path}'"))}. Check the paths.");
        return [.. given.SelectMany(path => Directory.Exists(path) ? InFolder(path) : [path])];
    }

    private static string[] InFolder(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", s_visible)
            .Where(file => s_endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        return files.Length > 0
            ? files
            : throw new FileNotFoundException(
                $"Pictures in '{folder}': expected files that end in {string.Join(", ", s_endings)}, got none. Check the path.");
    }

    private static Table Table(IEnumerable<Answer> answers, int classes)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("picture");
        for (var place = 1; place <= Math.Min(Shown, classes); place++)
            table.AddColumn($"{place}.").AddColumn(new TableColumn("").RightAligned());
        foreach (var (picture, labels, _) in answers)
            table.AddRow([new Text(picture),
                .. labels.SelectMany(one => new[] { new Text(one.Label), new Text(Tables.Percent(one.Probability)) })]);
        return table;
    }

    // One model for all threads, and an engine for each, for an engine is not thread-safe. OwnsTransformer = false: else the first engine
    // to be disposed of would take the model with it.
    private static Answer[] Predict(MLContext ml, LoadedModel model, string[] pictures)
    {
        using var engines = new ThreadLocal<PredictionEngine<LabeledImage, Prediction>>(
            () => ml.Model.CreatePredictionEngine<LabeledImage, Prediction>(
                model.Model, new PredictionEngineOptions { OwnsTransformer = false }), trackAllValues: true);
        try
        {
            return [.. pictures.AsParallel().AsOrdered().Select(picture => Answered(model, engines.Value!, picture))];
        }
        finally
        {
            foreach (var engine in engines.Values)
                engine.Dispose();
        }
    }

    private static Answer Answered(LoadedModel model, PredictionEngine<LabeledImage, Prediction> engine, string picture)
    {
        try
        {
            var scores = engine.Predict(new LabeledImage { ImagePath = Path.GetFullPath(picture) }).Score;
            return new Answer(picture, model.Network.TopPredictions(scores, Shown), null);
        }
        catch (Exception e) when (e is ArgumentException or BadPictureException) // the former of models that read pictures with LoadImages
        {
            return new Answer(picture, [], e is BadPictureException ? e.Message : $"Cannot read the picture '{picture}': {e.Message}");
        }
    }

    private sealed record Answer(string Picture, IReadOnlyList<LabelProbability> Labels, string? Fault);

    /// <summary>What is read of the model's answer.</summary>
    internal sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
