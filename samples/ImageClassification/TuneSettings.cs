using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>What the user asked the verb <c>tune</c> for; null where the sample decides.</summary>
internal sealed record TuneSettings
{
    /// <summary>So many configurations are all trained to the end unless something else is asked for:
    /// then each can be compared with each.</summary>
    private const int MostForGrid = 6;

    internal static readonly IReadOnlyDictionary<string, SearchDimension> Dimensions = new Dictionary<string, SearchDimension>
    {
        ["r"] = SearchDimensions.ReductionRatio,
        ["placement"] = SearchDimensions.Placement,
        ["squeeze"] = SearchDimensions.Squeeze,
        ["stages"] = SearchDimensions.Stages,
        ["augmentation"] = SearchDimensions.Augmentation,
        ["learning-rate"] = SearchDimensions.LearningRate,
        ["weight-decay"] = SearchDimensions.WeightDecay,
    };

    internal required string Data { get; init; }

    internal required string Output { get; init; }

    internal required SeResNetVariant? Network { get; init; }

    internal required IReadOnlyList<string> Searched { get; init; }

    internal required SearchStrategy? Strategy { get; init; }

    internal required int? Trials { get; init; }

    internal required int Repetitions { get; init; }

    internal required bool WithPlain { get; init; }

    internal required double Within { get; init; }

    internal required int? Minutes { get; init; }

    internal required int? PerClass { get; init; }

    internal required int Epochs { get; init; }

    internal required int BatchSize { get; init; }

    internal required int Seed { get; init; }

    internal required bool IsVerbose { get; init; }

    /// <summary>The experiment's settings, for pictures of which the first has this shorter side.</summary>
    internal SeResNetExperimentSettings ToExperiment(int shorterSide)
    {
        var space = SeResNetSearchSpace.Of(Searched.Select(name => Dimensions[name]));
        var settings = new SeResNetExperimentSettings
        {
            SearchSpace = space,
            Strategy = Strategy ?? (space.Count <= MostForGrid ? SearchStrategy.Grid : SearchStrategy.SuccessiveHalving),
            MaxTrials = Trials,
            Repetitions = Repetitions,
            IncludePlainNetwork = WithPlain,
            ExperimentFolder = Path.Combine(Output, "experiment"),
            TrainerOptions = new SeResNetTrainer.Options
            {
                Network = Network ?? PictureDefaults.Network(shorterSide),
                ImageSize = PictureDefaults.ImageSize(shorterSide),
                Epochs = Epochs,
                BatchSize = BatchSize,
                LearningRate = PictureDefaults.LearningRate(BatchSize),
            },
        };
        if (Minutes is { } minutes)
            settings.MaxExperimentTimeInSeconds = (uint)minutes * 60;
        return settings;
    }
}
