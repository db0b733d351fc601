namespace Microsoft.ML.SeNet.Tests.Tuning;

public class SeResNetExperimentSettingsTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Create_EverythingWrong_ListsIt()
    {
        var settings = new SeResNetExperimentSettings
        {
            Strategy = (SearchStrategy)7,
            OptimizingMetric = (SeResNetMetric)8,
            MaxTrials = 0,
            HalvingFactor = 1,
            MinimumEpochs = 0,
            Repetitions = 0,
            CrossValidationFolds = 0,
            MaxExperimentTimeInSeconds = 0,
            ExperimentFolder = " ",
            SearchSpace = SeResNetSearchSpace.Of(),
        };
        (settings.TrainerOptions.Epochs, settings.TrainerOptions.CheckpointPath) = (0, "a.ckpt");

        Assert.Equal(
            "SeResNetExperiment cannot be made from these values. Strategy: expected one of SuccessiveHalving, Grid, Random, got 7. "
            + "OptimizingMetric: expected one of MicroAccuracy, MacroAccuracy, LogLoss, LogLossReduction, got 8. "
            + "MaxTrials: expected 1 or more, or null, got 0. HalvingFactor: expected 2 or more, got 1. "
            + "Repetitions: expected 1 or more, got 0. CrossValidationFolds: expected 1 or more, or null, got 0. "
            + "MaxExperimentTimeInSeconds: expected 1 or more, got 0. ExperimentFolder: expected the name of a folder, or null, got ' '. "
            + "TrainerOptions.Epochs: expected 1 or more, got 0. MinimumEpochs: expected 1 to TrainerOptions.Epochs, got 0. "
            + "TrainerOptions.CheckpointPath: expected null, since the experiment has its own, got 'a.ckpt'. "
            + "SearchSpace: expected one dimension or more, got none. (Parameter 'settings')",
            Message(settings));
    }

    [Fact]
    public void Create_SpacesThatCannotBe_ListsTheirFaults()
    {
        var settings = new SeResNetExperimentSettings
        {
            SearchSpace = SeResNetSearchSpace.Of(
                SearchDimension.Choice<int>("ReductionRatio"),
                SearchDimension.Choice("Momentum", "high"),
                SearchDimension.Choice("BatchSize", 8, 8),
                SearchDimension.Range("LearningRate", 0.1, 0.01),
                SearchDimension.Range("WeightDecay", 0, 0.01, isLogarithmic: true),
                SearchDimension.Range("ImageSize", 0.5, 2),
                SearchDimension.Range("Placement", 0, 1),
                SearchDimension.Choice("Epochs", 3),
                SearchDimension.Choice("Depth", 3),
                SearchDimension.Choice("BatchSize", 16)),
        };

        Assert.Equal(
            "SeResNetExperiment cannot be made from these values. Dimension 'ReductionRatio': expected one value or more, got none. "
            + "Dimension 'Momentum': expected values of type Double, got \"high\". "
            + "Dimension 'BatchSize': expected each value once, got 8, 8. Dimension 'LearningRate': expected a minimum below the maximum, "
            + "got 0.1 to 0.01. Dimension 'WeightDecay': expected a minimum above 0 for a logarithmic range, got 0. "
            + "Dimension 'ImageSize': expected whole numbers at both ends, got 0.5 to 2. "
            + "Dimension 'Placement': expected choices, since its type is SePlacement, got a range. "
            + "Dimension 'Epochs': expected the name of an option of SeResNetTrainer.Options that a search may change, got 'Epochs'. "
            + "Dimension 'Depth': expected the name of an option of SeResNetTrainer.Options that a search may change, got 'Depth'. "
            + "SearchSpace: expected each option once, got 'BatchSize'. (Parameter 'settings')",
            Message(settings));
    }

    [Fact]
    public void Create_GridOfARange_SaysWhatElse()
    {
        var settings = new SeResNetExperimentSettings
        {
            Strategy = SearchStrategy.Grid, SearchSpace = SeResNetSearchSpace.Of(SearchDimensions.LearningRate)
        };

        Assert.Equal(
            "SeResNetExperiment cannot be made from these values. Strategy: expected another than Grid where a dimension is a range (or "
            + "SearchDimension.Choice with the points of the grid), got Grid. (Parameter 'settings')",
            Message(settings));
    }

    [Fact]
    public void Settings_Defaults()
    {
        var settings = new SeResNetExperimentSettings();

        Assert.Equal("{\"Dimensions\":[{\"Kind\":\"Choice\",\"Values\":[\"2\",\"4\",\"8\",\"16\",\"32\"],\"Name\":\"ReductionRatio\"}]}",
            System.Text.Json.JsonSerializer.Serialize(settings.SearchSpace));
        Assert.Equal((SearchStrategy.SuccessiveHalving, 3, 1, 1, SeResNetMetric.MicroAccuracy, 86_400u),
            (settings.Strategy, settings.HalvingFactor, settings.MinimumEpochs, settings.Repetitions, settings.OptimizingMetric,
                settings.MaxExperimentTimeInSeconds));
        Assert.Equal((null, null, null, false),
            (settings.MaxTrials, settings.CrossValidationFolds, settings.ExperimentFolder, settings.IncludePlainNetwork));
    }

    [Fact]
    public void Create_OfSeconds_SearchesTheRatios() => Assert.NotNull(_ml.MulticlassClassification.CreateSeResNetExperiment(60));

    private string Message(SeResNetExperimentSettings settings) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.CreateSeResNetExperiment(settings)).Message;
}
