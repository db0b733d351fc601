using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Trainings of which parts are frozen.</summary>
public sealed class SeResNetTrainerBackboneTests : TensorTest, IDisposable
{
    private readonly MLContext _ml = new(SmallTraining.Seed);
    private readonly string _folder = Directory.CreateTempSubdirectory("backbone-").FullName;
    private readonly SeResNetTransformer _first;

    public SeResNetTrainerBackboneTests() => _first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));

    void IDisposable.Dispose()
    {
        _first.Dispose();
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Fact]
    public void Fit_Frozen_IsLogisticRegressionOnTheFeatures()
    {
        using var first = _first.Trained.ToNetwork();
        var features = Enumerable.Range(0, 8)
            .Select(i => LogisticRegression.Features(first, SmallTraining.Pixels(i), SmallTraining.Side)).ToArray();
        int[] labels = [.. Enumerable.Range(0, 8).Select(i => i % 2)];

        using var sut = Fits.Trainer(_ml, From(BackboneTraining.Frozen)).Fit(SmallTraining.Data(_ml, 8));

        var steepest = HeadRegression.Strengths.Min(strength => LogisticRegression.SteepestPart(
            features, labels, null, strength, Values(sut, "fc.weight"), Values(sut, "fc.bias")));
        Assert.InRange(steepest, 0, 1e-3);
        Assert.InRange(
            LogisticRegression.SteepestPart(features, labels, null, 0.03, Values(_first, "fc.weight"), Values(_first, "fc.bias")), 0.02,
            10);

        static double[] Values(SeResNetTransformer model, string name) =>
            [.. model.Trained.Tensors[name].data<float>().ToArray().Select(value => (double)value)];
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(50)]
    public void Fit_FrozenAtAnyRate_GivesTheSameBits(double rate) => Assert.Equal(
        Fits.Weights(_ml, From(BackboneTraining.Frozen)),
        Fits.Weights(_ml, From(BackboneTraining.Frozen, options => (options.LearningRate, options.Epochs) = (rate, 3))));

    [Theory]
    [InlineData(TrainingPrecision.Float32, 0, TrainingOptimizer.Sgd)]
    [InlineData(TrainingPrecision.BFloat16, 0, TrainingOptimizer.Sgd)]
    [InlineData(TrainingPrecision.Float32, 0.9, TrainingOptimizer.AdamW)]
    public void Fit_Frozen_TheBackboneKeepsItsBits(TrainingPrecision precision, double emaDecay, TrainingOptimizer optimizer)
    {
        using var sut = Fits.Trainer(_ml, From(BackboneTraining.Frozen, options =>
            (options.Epochs, options.Precision, options.EmaDecay, options.Optimizer, options.ClassBalance) =
                (2, precision, emaDecay, optimizer, ClassBalance.BalancedSampling))).Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal("fc", Changed(sut));
    }

    [Theory]
    [InlineData(1, 2, "fc layer2 layer3")]
    [InlineData(1, 3, "bn1 conv1 fc layer1 layer2 layer3")]
    [InlineData(2, 3, "fc layer2 layer3")]
    [InlineData(2, 5, "bn1 conv1 fc layer1 layer2 layer3")]
    public void Fit_Gradual_StagesThawFromTheLast(int frozenEpochs, int epochs, string expected)
    {
        using var sut = Fits.Trainer(_ml, From(BackboneTraining.Gradual,
            options => (options.FrozenEpochs, options.Epochs) = (frozenEpochs, epochs))).Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal(expected, Changed(sut));
    }

    [Fact]
    public void Fit_FrozenThenFull_BeginsAsFrozenAndThenLearnsAll()
    {
        var (frozen, both) = (new List<TrainingProgress>(), new List<TrainingProgress>());
        using var headOnly = Fits.Trainer(_ml, From(BackboneTraining.Frozen, options => options.ProgressCallback = frozen.Add))
            .Fit(SmallTraining.Data(_ml, 8));

        using var sut = Fits.Trainer(_ml, From(BackboneTraining.FrozenThenFull, options =>
            (options.Epochs, options.ProgressCallback) = (2, both.Add))).Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal(frozen[^1] with { Epochs = 2 }, both.Single(progress => progress.Stage == TrainingStage.HeadSolved));
        Assert.Equal((TrainingStage.HeadSolved, 0), (frozen[^1].Stage, frozen[^1].Epochs));
        Assert.Equal(["1", "2"], both.Where(progress => progress.Stage == TrainingStage.EpochEnd).Select(progress => $"{progress.Epoch}"));
        Assert.Equal("bn1 conv1 fc layer1 layer2 layer3", Changed(sut));
        Assert.Equal(("FrozenThenFull", true),
            (sut.TrainingNotes["Backbone"], sut.TrainingNotes["InitialWeights"].StartsWith("SHA-256 ", StringComparison.Ordinal)));
        Assert.Equal(headOnly.TrainingNotes["HeadCrossValidationAccuracy"], sut.TrainingNotes["HeadCrossValidationAccuracy"]);
    }

    [Fact]
    public void Fit_FrozenWithAValidationSet_ValidatesAsTheModelScores()
    {
        var validation = SmallTraining.Data(_ml, 11);
        var told = new List<TrainingProgress>();
        using var sut = Fits.Trainer(_ml, From(BackboneTraining.Frozen,
            options => (options.ValidationSet, options.ProgressCallback) = (validation, told.Add))).Fit(SmallTraining.Data(_ml, 8));

        var metrics = _ml.MulticlassClassification.Evaluate(sut.Transform(validation));

        var end = Assert.Single(told, progress => progress.Stage == TrainingStage.HeadSolved);
        Assert.Equal(metrics.LogLoss, end.ValidationLoss!.Value, 1e-5);
        Assert.Equal(metrics.MicroAccuracy, end.ValidationAccuracy);
        Assert.Equal(8, told.Last(progress => progress.Stage == TrainingStage.Featurizing).Step);
    }

    [Fact]
    public void Fit_PatienceIsUpBeforeTheThaw_GoesOn()
    {
        using var sut = Fits.Trainer(_ml, From(BackboneTraining.Gradual, options =>
        {
            (options.FrozenEpochs, options.Epochs, options.EarlyStoppingPatience, options.ValidationFraction) = (2, 9, 1, 0.25);
            (options.LearningRate, options.WeightDecay) = (1e-60, 0); // so that no epoch is better than the first
        })).Fit(SmallTraining.Data(_ml, 8));

        Assert.InRange(int.Parse(sut.TrainingNotes["Epochs"], System.Globalization.CultureInfo.InvariantCulture), 5, 9);
    }

    [Theory]
    [InlineData(BackboneTraining.Full, TrainingPrecision.Float32)]
    [InlineData(BackboneTraining.Frozen, TrainingPrecision.Float32)]
    [InlineData(BackboneTraining.FrozenThenFull, TrainingPrecision.Float32)]
    [InlineData(BackboneTraining.Gradual, TrainingPrecision.Float32)]
    [InlineData(BackboneTraining.FrozenThenFull, TrainingPrecision.BFloat16)]
    public void Fit_CancelledAnywhere_GoesOnToTheSameBits(BackboneTraining backbone, TrainingPrecision precision)
    {
        var expected = Fits.Weights(_ml, Options(null), SmallTraining.Data(_ml, 8));
        Assert.Equal(expected, Fits.Weights(_ml, Options(null), SmallTraining.Data(_ml, 8)));
        for (var reports = 1; reports <= 16; reports += 3)
        {
            var path = Path.Combine(_folder, $"{reports}.ckpt");
            var cut = Options(path);
            CancelAfter(cut, reports);
            Record.Exception(() => Fits.Weights(_ml, cut, SmallTraining.Data(_ml, 8)));

            Assert.Equal(expected, Fits.Weights(_ml, Options(path), SmallTraining.Data(_ml, 8)));
        }

        SeResNetTrainer.Options Options(string? path) => From(backbone, options =>
        {
            (options.Epochs, options.Precision, options.ValidationFraction) = (3, precision, 0.25);
            (options.CheckpointPath, options.CheckpointEverySteps) = (path, path is null ? 0 : 1);
        });
    }

    [Fact]
    public void Fit_CheckpointOfOtherPhases_IsRefused()
    {
        var path = Path.Combine(_folder, "run.ckpt");
        Fits.Weights(_ml, From(BackboneTraining.Frozen, options => (options.Epochs, options.CheckpointPath) = (3, path)));

        var e = Assert.Throws<InvalidDataException>(() => Fits.Weights(_ml,
            From(BackboneTraining.Gradual, options => (options.Epochs, options.CheckpointPath, options.LayerRateDecay) = (3, path, 0.5))));

        Assert.Equal(
            $"The checkpoint '{path}' belongs to another training. Epochs: expected 0, got 3. Backbone: expected Frozen, got "
            + "Gradual. FrozenEpochs: expected 0, got 1. LayerRateDecay: expected 1, got 0.5. "
            + "Restore these, or delete the file to begin anew.", e.Message);
    }

    [Fact]
    public void Fit_CancelledWhileFeaturesAreComputed_Ends()
    {
        var options = From(BackboneTraining.Frozen, o => o.OnCancel = OnCancel.ReturnBest);
        CancelAfter(options, 1);

        Assert.Throws<OperationCanceledException>(() => Fits.Weights(_ml, options));
    }

    [Fact]
    public void Fit_LayerRateDecay_ShortensTheStepsOfEarlierStages()
    {
        using var whole = OneStep(1);
        using var halved = OneStep(0.5);

        Assert.Equal(1, Ratio("fc.weight"), 1e-3);
        Assert.Equal(0.5, Ratio("layer3.2.conv2.weight"), 1e-3);
        Assert.Equal(0.25, Ratio("layer2.0.conv1.weight"), 1e-3);
        Assert.Equal(0.125, Ratio("layer1.1.conv1.weight"), 1e-3);
        Assert.Equal(0.125, Ratio("conv1.weight"), 1e-3);

        SeResNetTransformer OneStep(double decay) => Fits.Trainer(_ml, From(BackboneTraining.Full, options =>
            (options.LayerRateDecay, options.BatchSize, options.Momentum, options.Nesterov, options.WeightDecay, options.LearningRate) =
                (decay, 8, 0, false, 0, 0.5))).Fit(SmallTraining.Data(_ml, 8));

        double Ratio(string name) => Distance(halved, name) / Distance(whole, name);

        double Distance(SeResNetTransformer model, string name)
        {
            using var scope = global::TorchSharp.torch.NewDisposeScope();
            return (model.Trained.Tensors[name] - _first.Trained.Tensors[name]).norm().item<float>();
        }
    }

    [Fact]
    public void SeResNet_ContradictingOptions_TellsAll()
    {
        AssertFaults(options => options.Backbone = BackboneTraining.Frozen,
            "Backbone: expected Full where there are no InitialWeights, got Frozen.");
        AssertFaults(options => (options.Backbone, options.LayerRateDecay) = ((BackboneTraining)7, 0),
            "LayerRateDecay: expected above 0 and at most 1, got 0. "
            + "Backbone: expected one of Full, Frozen, FrozenThenFull, Gradual, got 7.");
        AssertFaults(options => options.FrozenEpochs = 3, "FrozenEpochs: expected null where Backbone is Full, got 3.");
        AssertFaults(
            options => (options.InitialWeights, options.Backbone, options.FrozenEpochs, options.Epochs) =
                (_first, BackboneTraining.Gradual, 5, 5), "FrozenEpochs: expected 1 or more and less than Epochs, which is 5, got 5.");
        AssertFaults(
            options => (options.InitialWeights, options.Backbone, options.FrozenEpochs) = (_first, BackboneTraining.FrozenThenFull, 1),
            "FrozenEpochs: expected null where Backbone is FrozenThenFull, got 1.");
        AssertFaults(
            options =>
            {
                (options.InitialWeights, options.Backbone, options.FrozenEpochs, options.LayerRateDecay, options.Augmentation) =
                    (_first, BackboneTraining.Frozen, 1, 0.5, AugmentationPreset.Strong);
                (options.ColorJitter, options.RandomErasingProbability, options.MixUpAlpha, options.CutMixAlpha) = (0.1, 0.2, 0.3, 0.4);
            },
            "FrozenEpochs: expected null where Backbone is Frozen, got 1. "
            + "Augmentation: expected None or Light where Backbone is Frozen, since pictures are not augmented, got Strong. "
            + "ColorJitter: expected 0 or null where Backbone is Frozen, since pictures are not augmented, got 0.1. "
            + "RandomErasingProbability: expected 0 or null where Backbone is Frozen, since pictures are not augmented, got 0.2. "
            + "MixUpAlpha: expected 0 or null where Backbone is Frozen, since pictures are not augmented, got 0.3. "
            + "CutMixAlpha: expected 0 or null where Backbone is Frozen, since pictures are not augmented, got 0.4. "
            + "LayerRateDecay: expected 1 where Backbone is Frozen, since no stage learns, got 0.5.");

        void AssertFaults(Action<SeResNetTrainer.Options> change, string expected) => Assert.Equal(
            $"SeResNetTrainer cannot be made from these values. {expected} (Parameter 'options')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Trainer(_ml, Fits.Options(change))).Message);
    }

    private SeResNetTrainer.Options From(BackboneTraining backbone, Action<SeResNetTrainer.Options>? change = null) =>
        Fits.Options(options =>
        {
            (options.InitialWeights, options.Backbone) = (_first, backbone);
            change?.Invoke(options);
        });

    /// <summary>The parts of which any weight or statistic is not that of the first model.</summary>
    private string Changed(SeResNetTransformer model)
    {
        using var scope = global::TorchSharp.torch.NewDisposeScope();
        var state = model.Trained.Tensors;
        return string.Join(' ', _first.Trained.Tensors
            .Where(item => !item.Value.contiguous().bytes.SequenceEqual(state[item.Key].contiguous().bytes))
            .Select(item => item.Key.Split('.')[0]).Distinct().Order(StringComparer.Ordinal));
    }

    private static void CancelAfter(SeResNetTrainer.Options options, int reports)
    {
        var source = new CancellationTokenSource();
        options.CancellationToken = source.Token;
        options.ProgressCallback = progress =>
        {
            if (progress.Stage != TrainingStage.Loading && --reports == 0)
                source.Cancel();
        };
    }
}
