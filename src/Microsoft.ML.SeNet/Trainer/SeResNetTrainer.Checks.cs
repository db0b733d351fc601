using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet;

public sealed partial class SeResNetTrainer
{
    private const int LargestSide = 8192;
    private const double HighestUsualAdamRate = 0.01;

    /// <summary>Checks every option at once, the network's among them.</summary>
    private static void Check(Options options)
    {
        var faults = new Faults(nameof(SeResNetTrainer));
        CheckColumns(options, faults);
        CheckNetwork(options, faults);
        CheckOptimization(options, faults);
        CheckSchedule(options, faults);
        CheckBalance(options, faults);
        CheckData(options, faults);
        CheckStart(options, faults);
        faults.ThrowIfAny(nameof(options));
    }

    private static void CheckColumns(Options options, Faults faults)
    {
        var names = new[]
        {
            (nameof(options.LabelColumnName), options.LabelColumnName), (nameof(options.FeatureColumnName), options.FeatureColumnName),
            (nameof(options.ScoreColumnName), options.ScoreColumnName), (nameof(options.PredictedLabelColumnName), options.PredictedLabelColumnName),
        };
        foreach (var (name, value) in names)
            faults.Require(!string.IsNullOrWhiteSpace(value), name, "the name of a column", value is null ? null : $"'{value}'");
        faults.Require(
            options.EmbeddingColumnName is not { } embedding || (!string.IsNullOrWhiteSpace(embedding) && embedding != options.ScoreColumnName && embedding != options.PredictedLabelColumnName),
            nameof(options.EmbeddingColumnName), $"another name than {nameof(options.ScoreColumnName)} and {nameof(options.PredictedLabelColumnName)}, or null", $"'{options.EmbeddingColumnName}'");
        faults.Require(options.ScoreColumnName != options.PredictedLabelColumnName, nameof(options.PredictedLabelColumnName), $"another name than {nameof(options.ScoreColumnName)}", $"'{options.PredictedLabelColumnName}'");
    }

    private static void CheckNetwork(Options options, Faults faults)
    {
        if (faults.RequireDefined(options.Network, nameof(options.Network)))
            NetworkOf(options, classes: 2).Check(faults);
        else
            options.SqueezeExcitation()?.Check(faults);
        faults.RequireDefined(options.Augmentation, nameof(options.Augmentation));
        options.AugmentationChanges().Check(options.Augmentation, faults);
        faults.Require(options.ImageSize is null or (>= 1 and <= LargestSide), nameof(options.ImageSize), $"1 to {LargestSide}, or null", options.ImageSize);
        faults.Require(options.CropFraction is null or (>= 0.1 and <= 1), nameof(options.CropFraction), "0.1 to 1, or null", options.CropFraction);
    }

    private static void CheckOptimization(Options options, Faults faults)
    {
        faults.Require(options.Epochs >= 1, nameof(options.Epochs), "1 or more", options.Epochs);
        faults.Require(options.BatchSize >= 2, nameof(options.BatchSize), "2 or more, since batch normalization needs a variance", options.BatchSize);
        faults.Require(double.IsFinite(options.LearningRate) && options.LearningRate > 0, nameof(options.LearningRate), "a number above 0", options.LearningRate);
        faults.Require(options.FinalLearningRate >= 0 && options.FinalLearningRate <= options.LearningRate, nameof(options.FinalLearningRate), $"0 to {nameof(options.LearningRate)}", options.FinalLearningRate);
        faults.Require(options.WarmupEpochs >= 0 && double.IsFinite(options.WarmupEpochs), nameof(options.WarmupEpochs), "0 or more", options.WarmupEpochs);
        faults.Require(options.Momentum is >= 0 and < 1, nameof(options.Momentum), "0 to below 1", options.Momentum);
        faults.Require(!options.Nesterov || options.Momentum != 0, nameof(options.Nesterov), $"false where {nameof(options.Momentum)} is 0", options.Nesterov);
        faults.Require(options.WeightDecay >= 0 && double.IsFinite(options.WeightDecay), nameof(options.WeightDecay), "0 or more", options.WeightDecay);
        faults.Require(options.LabelSmoothing is >= 0 and < 1, nameof(options.LabelSmoothing), "0 to below 1", options.LabelSmoothing);
        faults.RequireDefined(options.Precision, nameof(options.Precision));
        faults.Require(options.GradientClipNorm >= 0 && double.IsFinite(options.GradientClipNorm), nameof(options.GradientClipNorm), "0 or more", options.GradientClipNorm);
        faults.Require(options.EmaDecay is >= 0 and < 1, nameof(options.EmaDecay), "0 to below 1", options.EmaDecay);
        faults.RequireDefined(options.Optimizer, nameof(options.Optimizer));
        faults.Require(options.Beta1 is >= 0 and < 1, nameof(options.Beta1), "0 to below 1", options.Beta1);
        faults.Require(options.Beta2 is >= 0 and < 1, nameof(options.Beta2), "0 to below 1", options.Beta2);
        faults.Require(double.IsFinite(options.Epsilon) && options.Epsilon > 0, nameof(options.Epsilon), "a number above 0", options.Epsilon);
    }

    private static void CheckSchedule(Options options, Faults faults)
    {
        if (faults.RequireDefined(options.Schedule, nameof(options.Schedule)))
            faults.Require(options.Schedule == TrainingSchedule.Cosine || options.FinalLearningRate == 0, nameof(options.FinalLearningRate), $"0 where {nameof(options.Schedule)} is {options.Schedule}", options.FinalLearningRate);
        faults.Require(options.StepEpochs >= 1, nameof(options.StepEpochs), "1 or more", options.StepEpochs);
        faults.Require(options.StepFactor is > 0 and <= 1, nameof(options.StepFactor), "above 0 and at most 1", options.StepFactor);
        faults.Require(options.OneCyclePctStart is >= 0 and <= 1, nameof(options.OneCyclePctStart), "0 to 1", options.OneCyclePctStart);
        faults.Require(double.IsFinite(options.OneCycleDivFactor) && options.OneCycleDivFactor >= 1, nameof(options.OneCycleDivFactor), "1 or more", options.OneCycleDivFactor);
        faults.Require(double.IsFinite(options.OneCycleFinalDivFactor) && options.OneCycleFinalDivFactor >= 1, nameof(options.OneCycleFinalDivFactor), "1 or more", options.OneCycleFinalDivFactor);
    }

    private static void CheckBalance(Options options, Faults faults)
    {
        if (!faults.RequireDefined(options.ClassBalance, nameof(options.ClassBalance)) || options.ClassWeights is not { } weights)
            return;
        faults.Require(options.ClassBalance == ClassBalance.None, nameof(options.ClassWeights), $"null where {nameof(options.ClassBalance)} is {options.ClassBalance}", $"weights of {weights.Count} classes");
        foreach (var (name, weight) in weights)
            faults.Require(double.IsFinite(weight) && weight > 0, $"{nameof(options.ClassWeights)}[\"{name}\"]", "a number above 0", weight);
    }

    private static void CheckData(Options options, Faults faults)
    {
        faults.Require(options.ValidationFraction is >= 0 and <= 0.5, nameof(options.ValidationFraction), "0 to 0.5", options.ValidationFraction);
        faults.Require(options.ValidationFraction == 0 || options.ValidationSet is null, nameof(options.ValidationFraction), $"0 where {nameof(options.ValidationSet)} is given", options.ValidationFraction);
        faults.Require(options.EarlyStoppingPatience is null or >= 1, nameof(options.EarlyStoppingPatience), "1 or more, or null", options.EarlyStoppingPatience);
        faults.Require(
            options.EarlyStoppingPatience is null || options.ValidationSet is not null || options.ValidationFraction != 0, nameof(options.EarlyStoppingPatience),
            $"null where there is neither {nameof(options.ValidationSet)} nor {nameof(options.ValidationFraction)}", options.EarlyStoppingPatience);
        faults.RequireDefined(options.OnBadImage, nameof(options.OnBadImage));
        faults.RequireDefined(options.OnCancel, nameof(options.OnCancel));
        faults.Require(options.MemoryBudgetMegabytes >= 0, nameof(options.MemoryBudgetMegabytes), "0 or more", options.MemoryBudgetMegabytes);
        faults.Require(options.DecodingThreads is null or >= 1, nameof(options.DecodingThreads), "1 or more, or null", options.DecodingThreads);
        faults.Require(float.IsFinite(options.PixelOffset), nameof(options.PixelOffset), "a finite number", options.PixelOffset);
        faults.Require(float.IsFinite(options.PixelScale) && options.PixelScale != 0, nameof(options.PixelScale), "a finite number other than 0", options.PixelScale);
        faults.RequireDefined(options.PixelOrder, nameof(options.PixelOrder));
        faults.Require(options.CheckpointPath is null || !string.IsNullOrWhiteSpace(options.CheckpointPath), nameof(options.CheckpointPath), "the name of a file, or null", $"'{options.CheckpointPath}'");
        faults.Require(options.CheckpointEverySteps >= 0, nameof(options.CheckpointEverySteps), "0 or more", options.CheckpointEverySteps);
        faults.Require(options.CheckpointEverySteps == 0 || options.CheckpointPath is not null, nameof(options.CheckpointEverySteps), $"0 where there is no {nameof(options.CheckpointPath)}", options.CheckpointEverySteps);
    }

    /// <summary>A rate for SGD makes no AdamW training fail, only bad: worth a word.</summary>
    private void WarnOfTheRate(IChannel channel)
    {
        if (_options.Optimizer == TrainingOptimizer.AdamW && _options.LearningRate > HighestUsualAdamRate)
            channel.Warning(MessageSensitivity.None, FormattableString.Invariant($"Options.LearningRate is {_options.LearningRate}, which is much for AdamW. 0.001 is a fair start, and FindLearningRate looks for a better one."));
    }

    /// <summary>The weights of the classes in their order; null where the options have none.</summary>
    private double[]? WeightsOf(LabelVocabulary labels)
    {
        if (_options.ClassWeights is not { } weights)
            return null;
        string[] faults =
        [
            .. labels.Names.Where(name => !weights.ContainsKey(name)).Select(name => $"none for '{name}'"),
            .. weights.Keys.Except(labels.Names).Select(name => $"one for '{name}', which is no class"),
        ];
        if (faults.Length > 0)
            throw new InvalidOperationException($"Options.ClassWeights: expected a weight for each of the classes {string.Join(", ", labels.Names.Select(name => $"'{name}'"))}, got {string.Join(", ", faults)}. Name the classes as the label column does.");
        return [.. labels.Names.Select(name => weights[name])];
    }

    /// <summary>ML.NET's own complaint about a column that is missing or of another type.</summary>
    private SchemaShape.Column CheckedLabel(SchemaShape schema, string parameter)
    {
        if (!schema.TryFindColumn(_options.LabelColumnName, out var label))
            throw _host.ExceptSchemaMismatch(parameter, "label", _options.LabelColumnName);
        if (label.Kind != SchemaShape.Column.VectorKind.Scalar || !label.IsKey)
            throw _host.ExceptSchemaMismatch(parameter, "label", _options.LabelColumnName, ExpectedLabel, label.GetTypeString());
        return label;
    }

    private void CheckFeature(SchemaShape schema, string parameter) => PictureColumn.Check(schema, _options.FeatureColumnName, _host, parameter);

    private void CheckPath(SchemaShape schema, string parameter)
    {
        if (_options.ImagePathColumnName is not { } name)
            return;
        if (!schema.TryFindColumn(name, out var path))
            throw _host.ExceptSchemaMismatch(parameter, "image path", name);
        if (path.Kind != SchemaShape.Column.VectorKind.Scalar || path.IsKey || path.ItemType is not TextDataViewType)
            throw _host.ExceptSchemaMismatch(parameter, "image path", name, TextDataViewType.Instance.ToString(), path.GetTypeString());
    }

    /// <summary>A network learns to tell two classes at least, each from pictures of its own.</summary>
    private static void CheckClasses(LabelVocabulary labels, PictureSet pictures)
    {
        if (pictures.Count == 0)
            throw new InvalidOperationException($"There is nothing to train on: expected labeled pictures, got none ({pictures.WithoutLabel} rows without a label, {pictures.Skipped.Count} pictures that cannot be read).");
        if (labels.Count < 2)
            throw new InvalidOperationException($"There is nothing to tell apart: expected two classes or more, got one, '{labels.Names[0]}'. Add pictures of something else.");
        var counts = new int[labels.Count];
        for (var picture = 0; picture < pictures.Count; picture++)
            counts[pictures.Label(picture)]++;
        var without = labels.Names.Where((_, i) => counts[i] == 0).Select(name => $"'{name}'").ToList();
        if (without.Count > 0)
            throw new InvalidOperationException($"Classes without training pictures: expected pictures of all {labels.Count} classes, got none of {string.Join(", ", without)}. Add some, or make the keys from the training rows only.");
    }
}
