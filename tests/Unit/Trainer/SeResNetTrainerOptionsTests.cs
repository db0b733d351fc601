using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.SeNet.Tests.Trainer;

public class SeResNetTrainerOptionsTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Options_Defaults()
    {
        var options = new SeResNetTrainer.Options();

        Assert.Equal(
            """
            Augmentation=Light Backbone=Full BatchSize=32 Beta1=0.9 Beta2=0.999 CancellationToken=System.Threading.CancellationToken CheckpointEverySteps=0 CheckpointPath= ClassBalance=None ClassWeights= ColorJitter= CropFraction= CutMixAlpha= CutoutSize= DecodingThreads=
            EarlyStoppingPatience= EmaDecay=0 EmbeddingColumnName= Epochs=30 Epsilon=1E-08 FeatureColumnName=Features FinalLearningRate=0 FrozenEpochs= Gate=Sigmoid GradientClipNorm=0 ImagePathColumnName= ImageSize= InitialWeights= LabelColumnName=Label
            LabelSmoothing=0.1 LayerRateDecay=1 LearningRate=0.05 MemoryBudgetMegabytes=4096 MixProbability= MixUpAlpha= Momentum=0.9 Nesterov=True Network=SeResNet18 Note= OnBadImage=Fail OnCancel=Throw OneCycleDivFactor=25 OneCycleFinalDivFactor=10000 OneCyclePctStart=0.3 Optimizer=Sgd PixelOffset=0
            PixelOrder=ARGB PixelScale=1 Placement=Standard Precision=Float32 PredictedLabelColumnName=PredictedLabel ProgressCallback= RandomErasingProbability= ReductionRatio=16 Schedule=Cosine ScoreColumnName=Score Squeeze=Average
            Stages=All StepEpochs=10 StepFactor=0.1 UseSqueezeExcitation=True ValidationFraction=0 ValidationSet= WarmupEpochs=1 WeightDecay=0.0005
            """.ReplaceLineEndings(" "),
            string.Join(' ', Values(options)));
        Assert.Equal(CancellationToken.None, options.CancellationToken);
    }

    [Fact]
    public void Options_ThroughJson_EverySettingSurvives()
    {
        var options = Changed();
        var defaults = Values(new SeResNetTrainer.Options()).ToHashSet();
        var runTime = typeof(SeResNetTrainer.Options).GetProperties()
            .Where(property => property.IsDefined(typeof(JsonIgnoreAttribute), false)).Select(property => property.Name).ToList();

        var copy = JsonSerializer.Deserialize<SeResNetTrainer.Options>(JsonSerializer.Serialize(options))!;

        Assert.Equal(["ValidationSet", "InitialWeights", "ProgressCallback", "CancellationToken"], runTime);
        Assert.DoesNotContain(Values(options), value => defaults.Contains(value) && !runTime.Contains(value.Split('=')[0]));
        Assert.Equal(Values(options), Values(copy));
    }

    [Fact]
    public void Options_WithRunTimeMembers_AreLeftOutOfJson()
    {
        var options = new SeResNetTrainer.Options
        {
            ValidationSet = SmallTraining.Data(_ml, 2), ProgressCallback = _ => { }, CancellationToken = new CancellationToken(true)
        };

        var copy = JsonSerializer.Deserialize<SeResNetTrainer.Options>(JsonSerializer.Serialize(options))!;

        Assert.Null(copy.ValidationSet);
        Assert.Null(copy.ProgressCallback);
        Assert.False(copy.CancellationToken.CanBeCanceled);
    }

    [Fact]
    public void Options_AreReadOnceAndNeverWritten()
    {
        var options = Fits.Options();
        var before = Values(options);
        var sut = Fits.Trainer(_ml, options);
        using var first = sut.Fit(SmallTraining.Data(_ml, 8));
        Assert.Equal(before, Values(options));

        (options.LearningRate, options.BatchSize, options.FeatureColumnName, options.Network) =
            (1, 2, "Nowhere", SeResNetVariant.SeResNet152);
        using var second = sut.Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal(Fits.Weights(first), Fits.Weights(second));
    }

    [Fact]
    public void SeResNet_ManyFaults_TellsAll()
    {
        var options = new SeResNetTrainer.Options
        {
            LabelColumnName = " ",
            FeatureColumnName = null!,
            PredictedLabelColumnName = "Score",
            Network = (SeResNetVariant)99,
            ReductionRatio = 0,
            Augmentation = (AugmentationPreset)7,
            ColorJitter = 1.5,
            RandomErasingProbability = -0.1,
            MixUpAlpha = 0.001,
            CutMixAlpha = double.NaN,
            CutoutSize = -1,
            MixProbability = 0,
            ImageSize = 0,
            CropFraction = 0.05,
            Epochs = 0,
            BatchSize = 1,
            LearningRate = double.NaN,
            FinalLearningRate = -1,
            WarmupEpochs = double.PositiveInfinity,
            Momentum = 0,
            WeightDecay = -0.5,
            LabelSmoothing = 1,
            GradientClipNorm = -1,
            EmaDecay = 1,
            ClassBalance = (ClassBalance)6,
            Optimizer = (TrainingOptimizer)3,
            Beta1 = 1,
            Beta2 = -0.1,
            Epsilon = 0,
            Schedule = (TrainingSchedule)4,
            StepEpochs = 0,
            StepFactor = 1.1,
            OneCyclePctStart = -0.1,
            OneCycleDivFactor = 0.5,
            OneCycleFinalDivFactor = double.PositiveInfinity,
            ValidationFraction = 0.6,
            ValidationSet = SmallTraining.Data(_ml, 2),
            EarlyStoppingPatience = 0,
            Precision = (TrainingPrecision)9,
            OnBadImage = (OnBadImage)5,
            OnCancel = (OnCancel)5,
            MemoryBudgetMegabytes = -1,
            DecodingThreads = 0,
            PixelOffset = float.NaN,
            PixelScale = 0,
            PixelOrder = (ColorsOrder)77,
            CheckpointEverySteps = -2,
        };

        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Trainer(_ml, options));

        Assert.Equal(
            $"""
            SeResNetTrainer cannot be made from these values.
            LabelColumnName: expected the name of a column, got ' '.
            FeatureColumnName: expected the name of a column, got null.
            PredictedLabelColumnName: expected another name than ScoreColumnName, got 'Score'.
            ImageSize: expected 1 to 8192, or null, got 0.
            CropFraction: expected 0.1 to 1, or null, got 0.05.
            ValidationFraction: expected 0 to 0.5, got 0.6.
            MemoryBudgetMegabytes: expected 0 or more, got -1.
            DecodingThreads: expected 1 or more, or null, got 0.
            CheckpointEverySteps: expected 0 or more, got -2.
            Epochs: expected 1 or more, got 0.
            BatchSize: expected 2 or more, since batch normalization needs a variance, got 1.
            LearningRate: expected a number above 0, got NaN.
            WarmupEpochs: expected 0 or more, got Infinity.
            WeightDecay: expected 0 or more, got -0.5.
            LabelSmoothing: expected 0 to below 1, got 1.
            GradientClipNorm: expected 0 or more, got -1.
            EarlyStoppingPatience: expected 1 or more, or null, got 0.
            Beta1: expected 0 to below 1, got 1.
            Beta2: expected 0 to below 1, got -0.1.
            Epsilon: expected a number above 0, got 0.
            StepEpochs: expected 1 or more, got 0.
            StepFactor: expected above 0 and at most 1, got 1.1.
            OneCyclePctStart: expected 0 to 1, got -0.1.
            OneCycleDivFactor: expected 1 or more, got 0.5.
            OneCycleFinalDivFactor: expected 1 or more, got Infinity.
            EmaDecay: expected 0 to below 1, got 1.
            Network: expected one of {string.Join(", ", Enum.GetNames<SeResNetVariant>())}, got 99.
            Augmentation: expected one of None, Light, Strong, got 7.
            OnBadImage: expected one of Fail, Skip, got 5.
            PixelOrder: expected one of {string.Join(", ", Enum.GetNames<ColorsOrder>())}, got 77.
            OnCancel: expected one of Throw, ReturnBest, got 5.
            Precision: expected one of Float32, BFloat16, Automatic, got 9.
            Optimizer: expected one of Sgd, AdamW, got 3.
            Schedule: expected one of Cosine, Step, OneCycle, got 4.
            ClassBalance: expected one of None, WeightedLoss, BalancedSampling, got 6.
            ReductionRatio: expected 1 or more, got 0.
            ColorJitter: expected 0 to 1, or null, got 1.5.
            RandomErasingProbability: expected 0 to 1, or null, got -0.1.
            CutoutSize: expected 0 or more, or null, got -1.
            MixUpAlpha: expected 0, 0.01 to 100, or null, got 0.001.
            CutMixAlpha: expected 0, 0.01 to 100, or null, got NaN.
            MixProbability: expected above 0 and at most 1, or null, got 0.
            FinalLearningRate: expected 0 to LearningRate, got -1.
            Nesterov: expected false where Momentum is 0, got True.
            ValidationFraction: expected 0 where ValidationSet is given, got 0.6.
            PixelOffset: expected a finite number, got NaN.
            PixelScale: expected a finite number other than 0, got 0.
            CheckpointEverySteps: expected 0 where there is no CheckpointPath, got -2.
             (Parameter 'options')
            """.ReplaceLineEndings(" ").Replace(".  (", ". (", StringComparison.Ordinal), e.Message);
    }

    [Fact]
    public void SeResNet_NetworkThatCannotBe_SaysSo()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Trainer(
            _ml, Fits.Options(options => (options.Placement, options.CheckpointEverySteps) = (SePlacement.After3x3, 2))));

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. "
            + "Placement: expected a placement that basic blocks have, since SE-ResNet-20 is built of them, got After3x3. "
            + "CheckpointEverySteps: expected 0 where there is no CheckpointPath, got 2. (Parameter 'options')", e.Message);
    }

    [Fact]
    public void Options_EachNumber_HasLimitsOrARule()
    {
        // Those that other options decide about, or those of squeeze and excitation and of the augmentation, which check them.
        string[] ruled = [
            "FinalLearningRate", "FrozenEpochs", "PixelOffset", "PixelScale", "ReductionRatio",
            "ColorJitter", "RandomErasingProbability", "CutoutSize", "MixUpAlpha", "CutMixAlpha", "MixProbability"];

        var numbers = typeof(SeResNetTrainer.Options).GetProperties().Where(property => typeof(IConvertible).IsAssignableFrom(
            Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            && !property.PropertyType.IsEnum && property.PropertyType != typeof(string) && property.PropertyType != typeof(bool));

        Assert.Equal(ruled.Order(),
            numbers.Where(property => property.GetCustomAttribute<LimitsAttribute>() is null).Select(property => property.Name).Order());
    }

    [Theory]
    [InlineData(AugmentationPreset.Light, null, null)]
    [InlineData(AugmentationPreset.None, 0.0, null)]
    [InlineData(AugmentationPreset.Strong, 0.0, 0.0)]
    public void SeResNet_MixProbabilityWithoutAMix_SaysSo(AugmentationPreset preset, double? mixUp, double? cutMix)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Trainer(_ml, Fits.Options(options =>
            (options.Augmentation, options.MixUpAlpha, options.CutMixAlpha, options.MixProbability) = (preset, mixUp, cutMix, 0.3))));

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. "
            + "MixProbability: expected null where neither MixUpAlpha nor CutMixAlpha is on, got 0.3. (Parameter 'options')", e.Message);
    }

    [Theory]
    [InlineData(AugmentationPreset.Light, 0.2, null)]
    [InlineData(AugmentationPreset.Strong, 0.0, null)]
    [InlineData(AugmentationPreset.Strong, null, null)]
    public void SeResNet_MixProbabilityWithAMix_IsTaken(AugmentationPreset preset, double? mixUp, double? cutMix) =>
        Assert.NotNull(Fits.Trainer(_ml, Fits.Options(options =>
            (options.Augmentation, options.MixUpAlpha, options.CutMixAlpha, options.MixProbability) = (preset, mixUp, cutMix, 0.3))));

    [Theory]
    [InlineData(TrainingSchedule.Step)]
    [InlineData(TrainingSchedule.OneCycle)]
    public void SeResNet_FinalRateWithoutACosine_SaysSo(TrainingSchedule schedule)
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => Fits.Trainer(_ml, Fits.Options(options => (options.Schedule, options.FinalLearningRate) = (schedule, 0.01))));

        Assert.Equal(
            $"SeResNetTrainer cannot be made from these values. FinalLearningRate: expected 0 where Schedule is {schedule}, "
            + "got 0.01. (Parameter 'options')", e.Message);
    }

    [Fact]
    public void SeResNet_MomentumIsNotANumber_BlamesTheMomentumOnly()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Trainer(_ml, Fits.Options(options => options.Momentum = double.NaN)));

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. Momentum: expected 0 to below 1, got NaN. (Parameter 'options')", e.Message);
    }

    [Theory]
    [InlineData(TrainingOptimizer.AdamW, 0.05, 1)]
    [InlineData(TrainingOptimizer.AdamW, 0.01, 0)]
    [InlineData(TrainingOptimizer.Sgd, 0.05, 0)]
    public void Fit_RateOfSgdForAdamW_Warns(TrainingOptimizer optimizer, double rate, int warnings)
    {
        var ml = new MLContext(1);
        var log = Fits.Log(ml, Microsoft.ML.Runtime.ChannelMessageKind.Warning);

        Fits.Weights(ml, Fits.Options(options => (options.Optimizer, options.LearningRate) = (optimizer, rate)));

        Assert.Equal(
            Enumerable.Repeat(
                "Options.LearningRate is 0.05, which is much for AdamW. "
                + "0.001 is a fair start, and FindLearningRate looks for a better one.", warnings), log);
    }

    [Fact]
    public void ProgressCallback_Training_TellsEveryStage()
    {
        var told = new List<TrainingProgress>();
        Fits.Weights(
            _ml, Fits.Options(options => (options.ProgressCallback, options.ValidationFraction, options.Epochs) = (told.Add, 0.25, 2)));

        string[] epoch = ["Training {0} 1/2", "Training {0} 2/2", "Validating {0} 1/1", "EpochEnd {0} 2/2"];
        Assert.Equal(
            ["Loading 0 8/8", .. epoch.Select(line => string.Format(CultureInfo.InvariantCulture, line, 1)),
                .. epoch.Select(line => string.Format(CultureInfo.InvariantCulture, line, 2))],
            told.Select(progress => $"{progress.Stage} {progress.Epoch} {progress.Step}/{progress.Steps}"));
        Assert.All(told.Where(progress => progress.Stage == TrainingStage.EpochEnd),
            progress => Assert.InRange(progress.ValidationAccuracy!.Value, 0, 1));
        Assert.All(told, progress => Assert.Equal(2, progress.Epochs));
    }

    private static SeResNetTrainer.Options Changed() => new()
    {
        LabelColumnName = "L",
        FeatureColumnName = "F",
        ScoreColumnName = "S",
        PredictedLabelColumnName = "P",
        ImagePathColumnName = "I",
        Network = SeResNetVariant.SeResNet50,
        UseSqueezeExcitation = false,
        ReductionRatio = 8,
        Placement = SePlacement.Pre,
        Squeeze = SeSqueeze.Max,
        Gate = SeGate.Tanh,
        Stages = SeStages.Layer1 | SeStages.Layer3,
        ImageSize = 48,
        CropFraction = 0.9,
        Augmentation = AugmentationPreset.None,
        ColorJitter = 0.4,
        RandomErasingProbability = 0.1,
        MixUpAlpha = 0.3,
        CutMixAlpha = 0.7,
        CutoutSize = 16,
        MixProbability = 0.8,
        Epochs = 3,
        BatchSize = 7,
        LearningRate = 0.3,
        FinalLearningRate = 0.1,
        WarmupEpochs = 0.5,
        Momentum = 0.5,
        Nesterov = false,
        WeightDecay = 0.25,
        LabelSmoothing = 0.2,
        GradientClipNorm = 2,
        Optimizer = TrainingOptimizer.AdamW,
        Beta1 = 0.8,
        Beta2 = 0.98,
        Epsilon = 1e-6,
        Schedule = TrainingSchedule.OneCycle,
        StepEpochs = 4,
        StepFactor = 0.2,
        OneCyclePctStart = 0.25,
        OneCycleDivFactor = 10,
        OneCycleFinalDivFactor = 100,
        EmaDecay = 0.99,
        ClassBalance = ClassBalance.BalancedSampling,
        ClassWeights = new() { ["cat"] = 0.5, ["dog"] = 3 },
        Precision = TrainingPrecision.BFloat16,
        ValidationFraction = 0.3,
        EarlyStoppingPatience = 4,
        OnBadImage = OnBadImage.Skip,
        MemoryBudgetMegabytes = 5,
        DecodingThreads = 6,
        PixelOffset = 0.1f,
        PixelScale = 0.3f,
        PixelOrder = ColorsOrder.ABGR,
        CheckpointPath = "c",
        CheckpointEverySteps = 9,
        Note = "n",
        OnCancel = OnCancel.ReturnBest,
        EmbeddingColumnName = "e",
        Backbone = BackboneTraining.Gradual,
        FrozenEpochs = 2,
        LayerRateDecay = 0.5,
    };

    private static List<string> Values(SeResNetTrainer.Options options) => [.. typeof(SeResNetTrainer.Options).GetProperties()
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name}={Text(property.GetValue(options))}"))];

    private static object? Text(object? value) => value is Dictionary<string, double> weights ? JsonSerializer.Serialize(weights) : value;
}
