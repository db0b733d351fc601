using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Commands;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Plots;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>One run of the verb <c>train</c>: list, look, train, evaluate, save.</summary>
internal sealed class Training(Terminal terminal, TrainSettings settings, CancellationToken cancel)
{
    private readonly MLContext _ml = Models.Context(terminal, settings.Seed, settings.IsVerbose);
    private readonly TrainingHistory _history = new();

    internal void Run()
    {
        var folder = settings.Data ?? Draw(terminal, settings);
        Directory.CreateDirectory(settings.Output);
        var clock = Stopwatch.StartNew();
        var data = Looked(DataFolder.Open(_ml, folder, settings.Seed));
        using var initial = InitialWeights.Open(_ml, settings.InitialWeights);
        var unfinished = UnfinishedTraining.Of(settings);
        var recipe = unfinished.Recipe(settings.Minutes is null ? null : "measuring how fast this machine is", terminal,
            () => settings.ToRecipe(_ml, _ml.Data.LoadFromEnumerable(data.Train), initial?.Weights));
        var options = settings.ToOptions(recipe);
        options.CheckpointPath = unfinished.Checkpoint;
        Introduce(folder, data, recipe, options);
        using var model = Fit(data, options);
        var trained = clock.Elapsed;
        var network = Models.NetworkOf(model);
        var evaluation = terminal.Wait("evaluating", () => Evaluation.Of(_ml, model, network.Labels, data.Test));
        var course = new TrainingCourse(options, data.Train.Count, _history, trained);
        var run = new RunFacts(settings.Command, settings.Seed, TimeProvider.System.GetUtcNow(), clock.Elapsed);
        ResultsFolder.Write(
            settings.Output, new RunResults(ModelFacts.Of(network), evaluation, run, course), path => Save(model, data, path));
        if (!cancel.IsCancellationRequested)
            unfinished.Delete();
        terminal.Conclude(evaluation,
        [
            ("time", $"{trained.TotalSeconds:0} s to read and train, {(run.Elapsed - trained).TotalSeconds:0} s to evaluate"),
            Conclusion.Folder(settings.Output),
        ]);
    }

    /// <summary>Draws pictures for those who have none.</summary>
    internal static string Draw(Terminal terminal, TrainSettings settings)
    {
        var folder = Path.Combine(settings.Output, "drawn-pictures");
        ExportCommand.Write(terminal, ExportCommand.Drawn(ExportCommand.DefaultPerClass, settings.Seed), folder);
        return folder;
    }

    /// <summary>The pictures without those that cannot be read, where the user wants that;
    /// of what is trained on the trainer sees to it.</summary>
    private DataFolder Looked(DataFolder data)
    {
        LabeledImage[] others = [.. data.Validation, .. data.Test];
        var bad = terminal.Wait("looking at the pictures to test with",
            () => _ml.Data.FindUnreadableImages(_ml.Data.LoadFromEnumerable(others), cancellationToken: cancel));
        if (bad.Count == 0)
            return data;
        if (settings.BadPictures == OnBadImage.Fail)
            throw new InvalidDataException(
                $"{Plural.Of(bad.Count, "picture")} to validate or test with cannot be read: {BadPictures.Text(bad)} Repair or remove "
                + $"{(bad.Count == 1 ? "it" : "them")}, or leave {(bad.Count == 1 ? "it" : "them")} out with --bad-pictures Skip.");
        terminal.Fail($"Left out: {BadPictures.Text(bad)}");
        var paths = bad.Select(one => one.ImagePath).ToHashSet();
        return data with
        {
            Validation = [.. data.Validation.Where(image => !paths.Contains(image.ImagePath))],
            Test = [.. data.Test.Where(image => !paths.Contains(image.ImagePath))],
        };
    }

    private void Introduce(string folder, DataFolder data, SeNetRecipe recipe, SeResNetTrainer.Options options)
    {
        terminal.Facts(
        [
            ("pictures", $"{folder}: {data.Description}"),
            ("usual size", $"{recipe.MedianWidth}×{recipe.MedianHeight} pixels"),
            ("recipe", $"{recipe} To change it: --minutes, --epochs, --from, --network, --size, --lr, …"),
            ("network", $"{options.Network}, {(options.UseSqueezeExcitation ? $"reduction ratio {options.ReductionRatio}" : "plain")}, "
                + $"pictures of {options.ImageSize}×{options.ImageSize}, backbone {options.Backbone}, augmentation {options.Augmentation}, "
                + $"learning rate up to {options.LearningRate:0.####}, seed {settings.Seed}"),
        ]);
        foreach (var remark in recipe.Remarks)
            terminal.Say(remark);
        if (BusyMachine.Hint() is { } hint)
            terminal.Say(hint);
    }

    private TransformerChain<ITransformer> Fit(DataFolder data, SeResNetTrainer.Options options)
    {
        try
        {
            return new TrainingDisplay(terminal).Run(report =>
            {
                (options.CancellationToken, options.OnCancel) = (cancel, OnCancel.ReturnBest);
                options.ProgressCallback = progress =>
                {
                    _history.Add(progress);
                    report(progress);
                };
                var model = Fit(data.Train, data.Validation, options);
                if (cancel.IsCancellationRequested)
                    terminal.Say($"Stopped after {Plural.Of(_history.Epochs, "epoch")} of {options.Epochs}; what was best so far is kept, "
                        + "and the same command goes on from there.");
                return model;
            });
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException("Stopped before anything was learned; nothing is saved.", e);
        }
    }

    private TransformerChain<ITransformer> Fit(
        IReadOnlyList<LabeledImage> train, IReadOnlyList<LabeledImage> validation, SeResNetTrainer.Options options)
    {
        var rows = _ml.Data.LoadFromEnumerable(train);
        var keys = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows);
        var (trainer, keyed) = (_ml.MulticlassClassification.Trainers.SeResNet(options), keys.Transform(rows));
        var network = validation.Count == 0
            ? trainer.Fit(keyed)
            : trainer.Fit(keyed, keys.Transform(_ml.Data.LoadFromEnumerable(validation)));
        var values = _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(network.Transform(keyed));
        return new TransformerChain<ITransformer>(keys, network, values);
    }

    private void Save(TransformerChain<ITransformer> model, DataFolder data, string path)
    {
        using var stream = File.Create(path);
        _ml.Model.Save(model, _ml.Data.LoadFromEnumerable(data.Test).Schema, stream);
    }
}
