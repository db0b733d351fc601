using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Trainings that are canceled, and what goes on from their checkpoints.</summary>
public sealed class SeResNetTrainerResumeTests : TensorTest, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("resume-").FullName;
    private readonly MLContext _ml = new(SmallTraining.Seed);

    private string CheckpointPath => Path.Combine(_folder, "run.ckpt");

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void Fit_CancelledAtAnyStep_GoesOnToTheSameBits(int everySteps)
    {
        var expected = Uninterrupted();
        var seeds = new Seeds(everySteps);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            File.Delete(CheckpointPath);
            var random = seeds.Stream("cuts", attempt);
            for (var cut = 0; cut < 2; cut++)
            {
                var options = Options(everySteps);
                CancelAfter(options, random.NextInt32(7) + 1);
                Record.Exception(() => Fits.Weights(_ml, options, SmallTraining.Data(_ml)));
            }

            Assert.Equal(expected, Fits.Weights(_ml, Options(everySteps), SmallTraining.Data(_ml)));
        }
    }

    [Fact]
    public void Fit_CancelledWithAdamW_GoesOnToTheSameBits() =>
        AssertGoesOn(options => (options.Optimizer, options.LearningRate, options.WeightDecay) = (TrainingOptimizer.AdamW, 0.001, 0.05));

    [Theory]
    [InlineData(TrainingSchedule.Step)]
    [InlineData(TrainingSchedule.OneCycle)]
    public void Fit_CancelledWithAnotherSchedule_GoesOnToTheSameBits(TrainingSchedule schedule) =>
        AssertGoesOn(options => (options.Schedule, options.StepEpochs) = (schedule, 1));

    [Theory]
    [InlineData(TrainingPrecision.Float32)]
    [InlineData(TrainingPrecision.BFloat16)]
    public void Fit_CancelledWithAnAverage_GoesOnToTheSameBits(TrainingPrecision precision) =>
        AssertGoesOn(options => (options.EmaDecay, options.Precision) = (0.9, precision));

    [Fact]
    public void Fit_CancelledWithAnAverageAndWithoutValidation_GoesOnToTheSameBits() =>
        AssertGoesOn(options => (options.EmaDecay, options.ValidationFraction, options.EarlyStoppingPatience) = (0.9, 0, null));

    [Theory]
    [InlineData(ClassBalance.WeightedLoss)]
    [InlineData(ClassBalance.BalancedSampling)]
    public void Fit_CancelledWithBalancedClasses_GoesOnToTheSameBits(ClassBalance balance) => AssertGoesOn(
        options => (options.ClassBalance, options.Augmentation) = (balance, AugmentationPreset.Strong));

    [Fact]
    public void Fit_FinishedCheckpoint_ReturnsTheModelWithoutTraining()
    {
        var expected = Fits.Weights(_ml, Options(0), SmallTraining.Data(_ml));
        var told = new List<TrainingProgress>();
        var log = Fits.Log(_ml, ChannelMessageKind.Info);
        var options = Options(0);
        options.ProgressCallback = told.Add;

        using var model = Fits.Trainer(_ml, options).Fit(SmallTraining.Data(_ml));

        Assert.Equal(expected, Fits.Weights(model));
        Assert.Equal(Uninterrupted(), expected);
        Assert.All(told, progress => Assert.Equal(TrainingStage.Loading, progress.Stage));
        Assert.Contains(
            $"Going on from the checkpoint '{CheckpointPath}': "
            + $"{model.Description.TrainingNotes["Epochs"]} of 3 epochs and 0 steps are done.", log);
    }

    [Fact]
    public void Fit_CancelledInBFloat16_GoesOnToTheSameBits()
    {
        var expected = Fits.Weights(_ml, Mixed(Options(1), null), SmallTraining.Data(_ml));
        File.Delete(CheckpointPath);
        var cut = Mixed(Options(1), CheckpointPath);
        CancelAfter(cut, 5);
        Record.Exception(() => Fits.Weights(_ml, cut, SmallTraining.Data(_ml)));

        Assert.Equal(expected, Fits.Weights(_ml, Mixed(Options(1), CheckpointPath), SmallTraining.Data(_ml)));
        Assert.NotEqual(expected, Uninterrupted());
    }

    [Fact]
    public void Fit_CancelledWithStrongAugmentation_GoesOnToTheSameBits()
    {
        var expected = Fits.Weights(_ml, Strong(0), SmallTraining.Data(_ml));
        var cut = Strong(1);
        CancelAfter(cut, 4);
        Record.Exception(() => Fits.Weights(_ml, cut, SmallTraining.Data(_ml)));

        Assert.Equal(expected, Fits.Weights(_ml, Strong(1), SmallTraining.Data(_ml)));
        Assert.NotEqual(expected, Uninterrupted());

        SeResNetTrainer.Options Strong(int everySteps)
        {
            var options = Options(everySteps);
            (options.Augmentation, options.MixProbability, options.ColorJitter, options.CheckpointPath) =
                (AugmentationPreset.Strong, 0.8, 0.4, everySteps == 0 ? null : CheckpointPath);
            return options;
        }
    }

    [Fact]
    public void Fit_CheckpointOfOtherAugmentation_IsRefused()
    {
        Fits.Weights(_ml, Options(0), SmallTraining.Data(_ml));
        var options = Options(0);
        (options.RandomErasingProbability, options.CutMixAlpha) = (0.5, 1);

        var e = Assert.Throws<InvalidDataException>(() => Fits.Weights(_ml, options, SmallTraining.Data(_ml)));

        Assert.Equal(
            $"The checkpoint '{CheckpointPath}' belongs to another training. RandomErasing: expected null, "
            + "got RandomErasing {\"Probability\":0.5,\"MinArea\":0.02,\"MaxArea\":0.33,\"MinAspectRatio\":0.3,\"MaxAspectRatio\":3.3}. "
            + "Mix: expected null, got BatchMix {\"MixUp\":null,\"CutMix\":{\"Alpha\":1},\"Probability\":0.5}. "
            + "Restore these, or delete the file to begin anew.", e.Message);
    }

    private static SeResNetTrainer.Options Mixed(SeResNetTrainer.Options options, string? checkpoint)
    {
        (options.Precision, options.CheckpointPath, options.CheckpointEverySteps) =
            (TrainingPrecision.BFloat16, checkpoint, checkpoint is null ? 0 : 1);
        return options;
    }

    [Fact]
    public void Fit_CheckpointThatCannotBe_IsToldBeforeAnyPictureIsRead()
    {
        var unread = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(_ml.Data.LoadFromEnumerable(SmallTraining.Rows(2)))
            .Transform(_ml.Data.LoadFromEnumerable(
                SmallTraining.Rows(8).Select<SmallTraining.Row, SmallTraining.Row>(_ => throw new InvalidOperationException("read"))));
        var missing = Path.Combine(_folder, "none", "run.ckpt");

        var e = Assert.Throws<IOException>(() => Fits.Weights(_ml, Fits.Options(options => options.CheckpointPath = _folder), unread));
        Assert.Equal($"Options.CheckpointPath: expected a file name, got the folder '{_folder}'. Add a file name.", e.Message);

        e = Assert.Throws<DirectoryNotFoundException>(
            () => Fits.Weights(_ml, Fits.Options(options => options.CheckpointPath = missing), unread));
        Assert.Equal(
            $"Options.CheckpointPath: expected a file in an existing folder, got '{missing}'. Create its folder first.", e.Message);

        File.WriteAllText(CheckpointPath, "no checkpoint");
        var damaged = Assert.Throws<InvalidDataException>(
            () => Fits.Weights(_ml, Fits.Options(options => options.CheckpointPath = CheckpointPath), unread));
        Assert.StartsWith($"The checkpoint '{CheckpointPath}' cannot be used: ", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WithoutASeed_TakesThatOfTheCheckpoint()
    {
        using var first = Fits.Trainer(new MLContext(), Options(0)).Fit(SmallTraining.Data(_ml));
        using var second = Fits.Trainer(new MLContext(), Options(0)).Fit(SmallTraining.Data(_ml));

        Assert.Equal(Fits.Weights(first), Fits.Weights(second));
    }

    [Fact]
    public void Fit_CheckpointOfAnotherTraining_SaysWhatDiffers()
    {
        Fits.Weights(_ml, Options(0), SmallTraining.Data(_ml));
        var options = Options(0);
        (options.LearningRate, options.EarlyStoppingPatience) = (0.03, null);
        var before = File.ReadAllBytes(CheckpointPath);

        var e = Assert.Throws<InvalidDataException>(() => Fits.Weights(new MLContext(6), options, SmallTraining.Data(_ml)));
        Assert.Equal(
            $"The checkpoint '{CheckpointPath}' belongs to another training. LearningRate: expected 0.02, got 0.03. EarlyStoppingPatience: "
            + "expected 2, got null. Seed: expected 5, got 6. Restore these, or delete the file to begin anew.", e.Message);

        e = Assert.Throws<InvalidDataException>(() => Fits.Weights(_ml, Options(0), SmallTraining.Data(_ml, 12)));
        Assert.Matches(
            $"^The checkpoint '{CheckpointPath}' belongs to another training\\. "
            + "training data: expected 8 pictures of SHA-256 [0-9a-f]{64}, 4 of them for validation, got 12 pictures of SHA-256 "
            + "[0-9a-f]{64}, 4 of them for validation\\. Restore these, or delete the file to begin anew\\.$", e.Message);
        Assert.Equal(before, File.ReadAllBytes(CheckpointPath));
    }

    [Fact]
    public void Fit_CancelledBefore_Throws()
    {
        foreach (var onCancel in Enum.GetValues<OnCancel>())
            Assert.Throws<OperationCanceledException>(
                () => Fits.Weights(_ml, Fits.Options(o => (o.CancellationToken, o.OnCancel) = (new CancellationToken(true), onCancel))));
    }

    [Fact]
    public void Fit_CancelledWhileLoading_Throws()
    {
        using var source = new CancellationTokenSource();
        var options = Fits.Options(o => (o.CancellationToken, o.OnCancel, o.DecodingThreads) = (source.Token, OnCancel.ReturnBest, 2));
        var rows = SmallTraining.Rows(200).Select((row, i) =>
        {
            if (i == 100)
                source.Cancel();
            return row;
        });
        var data = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(_ml.Data.LoadFromEnumerable(SmallTraining.Rows(2)))
            .Transform(_ml.Data.LoadFromEnumerable(rows));

        Assert.Throws<OperationCanceledException>(() => Fits.Weights(_ml, options, data));
    }

    [Fact]
    public void Fit_CancelledInTheMiddle_ThrowsOrReturnsTheBest()
    {
        var throwing = Options(0);
        CancelAfter(throwing, 4);
        Assert.Throws<OperationCanceledException>(() => Fits.Weights(_ml, throwing, SmallTraining.Data(_ml)));

        // One epoch was validated: its weights are the best so far, those of the fourth step are not.
        var returning = Options(0);
        (returning.OnCancel, returning.CheckpointPath) = (OnCancel.ReturnBest, null);
        CancelAfter(returning, 4);
        using var model = Fits.Trainer(_ml, returning).Fit(SmallTraining.Data(_ml));
        Assert.Equal("1", model.Description.TrainingNotes["BestEpoch"]);

        // Without validation the present weights are returned.
        var without = Options(0);
        (without.OnCancel, without.CheckpointPath, without.ValidationFraction, without.EarlyStoppingPatience) =
            (OnCancel.ReturnBest, null, 0, null);
        CancelAfter(without, 4);
        using var present = Fits.Trainer(_ml, without).Fit(SmallTraining.Data(_ml));
        Assert.NotEqual(Fits.Weights(model), Fits.Weights(present));
    }

    [Fact]
    public void Fit_ContextIsCancelled_Ends()
    {
        var ml = new MLContext(1);
        var options = Fits.Options();
        options.ProgressCallback = progress =>
        {
            if (progress.Stage == TrainingStage.Training)
                ml.CancelExecution();
        };

        var e = Assert.Throws<OperationCanceledException>(() => Fits.Weights(ml, options, SmallTraining.Data(ml)));

        Assert.Equal("Operation was canceled.", e.Message);
    }

    [Fact]
    public void Fit_CallbackFails_PropagatesAndTheCheckpointStays()
    {
        var options = Options(1);
        var steps = 0;
        options.ProgressCallback = progress =>
        {
            if (progress.Stage == TrainingStage.Training && ++steps == 2)
                throw new TimeoutException("enough");
        };

        Assert.Throws<TimeoutException>(() => Fits.Weights(_ml, options, SmallTraining.Data(_ml)));

        Assert.Equal(Uninterrupted(), Fits.Weights(_ml, Options(1), SmallTraining.Data(_ml)));
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

    /// <summary>A training with these options differs from the plain one, and comes to the same bits when it is cut in
    /// the middle of an epoch.</summary>
    private void AssertGoesOn(Action<SeResNetTrainer.Options> change)
    {
        var expected = Fits.Weights(_ml, Changed(null), SmallTraining.Data(_ml));
        var cut = Changed(CheckpointPath);
        CancelAfter(cut, 5);
        Assert.Throws<OperationCanceledException>(() => Fits.Weights(_ml, cut, SmallTraining.Data(_ml)));

        Assert.Equal(expected, Fits.Weights(_ml, Changed(CheckpointPath), SmallTraining.Data(_ml)));
        Assert.NotEqual(expected, Uninterrupted());

        SeResNetTrainer.Options Changed(string? path)
        {
            var options = Options(0);
            change(options);
            options.CheckpointPath = path;
            return options;
        }
    }

    private string Uninterrupted() => Fits.Weights(_ml, SmallTraining.Options(), SmallTraining.Data(_ml));

    private SeResNetTrainer.Options Options(int everySteps)
    {
        var options = SmallTraining.Options();
        (options.CheckpointPath, options.CheckpointEverySteps) = (CheckpointPath, everySteps);
        return options;
    }
}
