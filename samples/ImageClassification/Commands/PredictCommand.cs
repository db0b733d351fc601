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

    internal static Command Create(Terminal terminal)
    {
        var model = Options.Model();
        var files = new Argument<FileInfo[]>("FILE") { Description = "Pictures.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("predict", $"Tell what is on pictures: for each the {Shown} most probable classes.") { model, files };
        command.SetAction(result =>
        {
            var ml = Models.Context(terminal, seed: null, result.IsVerbose());
            Run(terminal, ml, result.GetRequiredValue(model), result.GetRequiredValue(files));
            return 0;
        });
        return command;
    }

    private static void Run(Terminal terminal, MLContext ml, FileInfo file, FileInfo[] pictures)
    {
        var missing = pictures.Where(picture => !picture.Exists).ToArray();
        if (missing.Length > 0)
            throw new FileNotFoundException(
                "Pictures: expected files, "
                + $"got nothing at {string.Join(", ", missing.Select(picture => $"'{picture}'"))}. Check the paths.");
        using var model = Models.Load(ml, file);
        var answers = Predict(ml, model, pictures);
        var table = new Table().Border(TableBorder.Simple).AddColumn("picture");
        for (var place = 1; place <= Math.Min(Shown, model.Network.Labels.Count); place++)
            table.AddColumn($"{place}.").AddColumn(new TableColumn("").RightAligned());
        foreach (var (picture, answer) in pictures.Zip(answers))
            table.AddRow([new Text(picture.ToString()),
                .. answer.SelectMany(one => new[] { new Text(one.Label), new Text(Tables.Percent(one.Probability)) })]);
        terminal.Console.Write(table);
    }

    // One model for all threads, and an engine for each, for an engine is not thread-safe. OwnsTransformer = false: else the first engine
    // to be disposed of would take the model with it.
    private static IReadOnlyList<LabelProbability>[] Predict(MLContext ml, LoadedModel model, FileInfo[] pictures)
    {
        using var engines = new ThreadLocal<PredictionEngine<LabeledImage, Prediction>>(
            () => ml.Model.CreatePredictionEngine<LabeledImage, Prediction>(
                model.Model, new PredictionEngineOptions { OwnsTransformer = false }), trackAllValues: true);
        try
        {
            return [.. pictures.AsParallel().AsOrdered().Select(
                picture => model.Network.TopPredictions(Score(engines.Value!, picture), Shown))];
        }
        finally
        {
            foreach (var engine in engines.Values)
                engine.Dispose();
        }
    }

    private static float[] Score(PredictionEngine<LabeledImage, Prediction> engine, FileInfo picture)
    {
        try
        {
            return engine.Predict(new LabeledImage { ImagePath = picture.FullName }).Score;
        }
        catch (BadPictureException e) when (e.Path is null)
        {
            // A model whose own pipeline reads the files.
            throw new BadPictureException($"'{picture}': {e.Message}", e) { Path = picture.FullName };
        }
    }

    /// <summary>What is read of the model's answer.</summary>
    internal sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
