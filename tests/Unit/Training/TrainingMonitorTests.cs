using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class TrainingMonitorTests : IDisposable
{
    private readonly List<TrainingProgress> _told = [];
    private readonly List<(int Epoch, int Step)> _saved = [];
    private readonly List<string> _log = [];
    private readonly Clock _clock = new();
    private readonly TrainingState _state = new();
    private readonly IChannel _channel;
    private readonly IProgressChannel _progress;
    private int _alive;

    public TrainingMonitorTests()
    {
        var ml = new MLContext(1);
        ml.Log += (_, e) =>
        {
            if (e.Kind != ChannelMessageKind.Trace)
                _log.Add($"{e.Kind} {e.RawMessage}");
        };
        var host = ((IHostEnvironment)ml).Register("test");
        (_channel, _progress) = (host.Start("test"), host.StartProgressChannel("test"));
    }

    public void Dispose()
    {
        _channel.Dispose();
        _progress.Dispose();
    }

    [Fact]
    public void AfterStep_TwoSteps_SpeedCountsWhatWasDoneInTheTimeMeasured()
    {
        var sut = Sut(epochs: 2, Plan(stepsPerEpoch: 3));

        Step(sut, seconds: 2);
        Step(sut, seconds: 2);

        Assert.Equal(2, _alive);
        Assert.Equal(new TrainingProgress { Stage = TrainingStage.Training, Epoch = 1, Epochs = 2, Step = 1, Steps = 3, Loss = 1,
            Accuracy = 0.5, LearningRate = 0.1, ImagesPerSecond = 2, TimeLeft = TimeSpan.FromSeconds(10) }, _told[0]);
        Assert.Equal(_told[0] with { Step = 2, TimeLeft = TimeSpan.FromSeconds(8) }, _told[1]);
    }

    [Fact]
    public void AfterStep_ResumedInTheMiddle_CountsOnlyWhatIsNew()
    {
        var sut = Sut(epochs: 1, Plan(stepsPerEpoch: 10));
        _state.Step = 5;
        _state.Running.Add(1, 10, 20);

        Step(sut, seconds: 1);

        Assert.Equal((4, 4), (_told[0].ImagesPerSecond, (int)_told[0].TimeLeft.TotalSeconds));
    }

    [Fact]
    public void AfterEpoch_WithValidation_TellsLogsAndSaves()
    {
        var sut = Sut(epochs: 2, Plan(stepsPerEpoch: 1) with { ValidationPictures = 6 });
        Step(sut, seconds: 4); // 1 second a picture
        sut.BeforeStep(_state);
        _clock.Pass(1);
        sut.AfterValidationBatch(_state, 4);
        sut.BeforeStep(_state);
        _clock.Pass(1);
        sut.AfterValidationBatch(_state, 6);
        EndEpoch(sut, validationLoss: 0.25, validationAccuracy: 0.75);

        var first = _told[1];
        Assert.Equal((TrainingStage.Validating, 1, 2, 4.0), (first.Stage, first.Step, first.Steps, first.ImagesPerSecond));
        Assert.Equal(4 + ((12 - 4) / 3.0), first.TimeLeft.TotalSeconds, 1e-6);
        Assert.Equal((2, 3.0), (_told[2].Step, _told[2].ImagesPerSecond));
        Assert.Equal(
            _told[2] with { Stage = TrainingStage.EpochEnd, Step = 1, Steps = 1, ImagesPerSecond = _told[0].ImagesPerSecond,
                ValidationLoss = 0.25, ValidationAccuracy = 0.75, TimeLeft = TimeSpan.FromSeconds(6) },
            _told[3]);
        Assert.Equal(
            ["Info Epoch 1 of 2: loss 1.0000, accuracy 0.5000, learning rate 0.1, validation loss 0.2500, validation accuracy 0.7500"],
            _log);
        Assert.Equal([(1, 0)], _saved);
    }

    [Fact]
    public void AfterEpoch_TheLast_NothingIsLeft()
    {
        var sut = Sut(epochs: 1, Plan(stepsPerEpoch: 1));
        Step(sut, seconds: 1);

        EndEpoch(sut, null, null);

        Assert.Equal(TimeSpan.Zero, _told[^1].TimeLeft);
        Assert.Equal(["Info Epoch 1 of 1: loss 1.0000, accuracy 0.5000, learning rate 0.1"], _log);
    }

    [Fact]
    public void AfterStep_CheckpointEveryTwoSteps_SavesThenButNotAtTheEndOfTheEpoch()
    {
        var sut = Sut(epochs: 1, Plan(stepsPerEpoch: 6) with { CheckpointEverySteps = 2 });

        for (var i = 0; i < 6; i++)
            Step(sut, seconds: 1);

        Assert.Equal([(0, 2), (0, 4)], _saved);
    }

    [Fact]
    public void AfterHead_WithEverything_TellsLogsAndSaves()
    {
        var sut = Sut(epochs: 2, Plan(stepsPerEpoch: 1));
        _state.Head = new SolvedHead(new EpochMetrics(0, 0.5, 0.875, 0, 0.75, 0.625), 0.03, 1, 0.25);

        sut.AfterHead(_state);

        Assert.Equal(
            new TrainingProgress { Stage = TrainingStage.HeadSolved, Epochs = 2, Loss = 0.5, Accuracy = 0.875, CrossValidationLoss = 1,
                CrossValidationAccuracy = 0.25, ValidationLoss = 0.75, ValidationAccuracy = 0.625 }, Assert.Single(_told));
        Assert.Equal(
            ["Info The fully connected layer is solved: loss 0.5000, accuracy 0.8750, in cross-validation loss 1.0000, accuracy 0.2500, "
                + "validation loss 0.7500, validation accuracy 0.6250"], _log);
        Assert.Equal([(0, 0)], _saved);
    }

    [Fact]
    public void AfterHead_TooFewPicturesForCrossValidation_SaysNothingOfIt()
    {
        var sut = Sut(epochs: 2, Plan(stepsPerEpoch: 1));
        _state.Head = new SolvedHead(new EpochMetrics(0, 0.5, 0.875, 0, null, null), 0.03, null, null);

        sut.AfterHead(_state);

        Assert.Equal(["Info The fully connected layer is solved: loss 0.5000, accuracy 0.8750"], _log);
    }

    private static TrainingPlan Plan(int stepsPerEpoch) =>
        new(Epochs: 1, TrainingLoopTests.Options(1).BatchSize, stepsPerEpoch, ValidationPictures: 0, CheckpointEverySteps: 0);

    private TrainingMonitor Sut(int epochs, TrainingPlan plan) => new(
        new TrainingListeners(_channel, _progress, _told.Add, () => _alive++), plan with { Epochs = epochs },
        state => _saved.Add((state.Epoch, state.Step)), _clock);

    // Four pictures, two of them right.
    private void Step(TrainingMonitor sut, int seconds)
    {
        sut.BeforeStep(_state);
        _clock.Pass(seconds);
        _state.Running.Add(1, 2, 4);
        _state.Step++;
        sut.AfterStep(_state, 0.1);
    }

    private void EndEpoch(TrainingMonitor sut, double? validationLoss, double? validationAccuracy)
    {
        _state.Epoch++;
        _state.History.Add(
            new EpochMetrics(_state.Epoch, _state.Running.Loss, _state.Running.Accuracy, 0.1, validationLoss, validationAccuracy));
        (_state.Step, _state.Running) = (0, new RunningMetrics());
        sut.AfterEpoch(_state);
    }

    /// <summary>A clock that stands unless it is moved.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _now;

        internal void Pass(int seconds) => _now += seconds * 1000;
    }
}
