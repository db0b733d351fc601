using System.Diagnostics;
using Microsoft.ML.SeNet;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>Shows how far a training is: a bar that moves where there is a terminal, a line now and then where there is none;
/// a line for each epoch on both.</summary>
internal sealed class TrainingDisplay(Terminal terminal)
{
    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(20);

    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private readonly StatusColumn _status = new();
    private ProgressTask? _bar;
    private TrainingProgress? _last;

    /// <summary>Runs a training that reports to the display, and gives back what it gives.</summary>
    internal T Run<T>(Func<Action<TrainingProgress>, T> train)
    {
        if (!terminal.IsInteractive)
            return train(Report);
        return terminal.Console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), _status)
            .Start(context =>
            {
                _bar = context.AddTask("Starting", autoStart: true);
                return train(Report);
            });
    }

    private void Report(TrainingProgress progress)
    {
        if (progress.Stage == TrainingStage.EpochEnd)
            Line(EpochLine(progress));
        else if (progress.Stage == TrainingStage.HeadSolved)
            Line(HeadLine(progress));
        else if (progress.Stage == TrainingStage.Loading && progress.Steps > 0 && progress.Step == progress.Steps)
            Read(progress);
        else if (_bar is not null)
            Move(_bar, progress);
        else if (_sinceLine.Elapsed > s_betweenLines)
            Line($"{What(progress)}, {(progress.Steps > 0 ? $"{100.0 * progress.Step / progress.Steps:0} %, " : "")}{Status(progress)}");
        _last = progress;
    }

    // The last picture may be told of twice: when it is read, and when all are.
    private void Read(TrainingProgress progress)
    {
        if (_last is not { Stage: TrainingStage.Loading } last || last.Step < last.Steps)
            Line($"read {Plural.Of(progress.Steps, "picture")} ({progress.ImagesPerSecond:N0}/s)");
    }

    private void Line(string line)
    {
        _sinceLine.Restart();
        terminal.Say(line);
    }

    private void Move(ProgressTask bar, TrainingProgress progress)
    {
        bar.Description = What(progress);
        bar.IsIndeterminate = progress.Steps == 0;
        bar.MaxValue = Math.Max(1, progress.Steps);
        // A bar that is full counts as finished for ever; the next stage needs it again.
        bar.Value = Math.Min(progress.Step, progress.Steps - 0.001);
        _status.Text = Status(progress);
    }

    private static string What(TrainingProgress progress) => progress.Stage switch
    {
        TrainingStage.Loading => "reading pictures",
        TrainingStage.Featurizing => "computing features",
        TrainingStage.Validating => $"epoch {progress.Epoch}/{progress.Epochs}, validating",
        _ => $"epoch {progress.Epoch}/{progress.Epochs}",
    };

    private static string Status(TrainingProgress progress) => progress.Stage == TrainingStage.Training
        ? $"loss {progress.Loss:0.000}, accuracy {Tables.Percent(progress.Accuracy)}, {progress.ImagesPerSecond:N0} pictures/s, "
            + $"{Clock(progress.TimeLeft)} left"
        : $"{progress.ImagesPerSecond:N0} pictures/s";

    private static string HeadLine(TrainingProgress progress)
    {
        var expected = progress.CrossValidationAccuracy is { } accuracy
            ? $"cross-validation loss {progress.CrossValidationLoss:0.000}, accuracy {Tables.Percent(accuracy)}"
            : $"training loss {progress.Loss:0.000}, accuracy {Tables.Percent(progress.Accuracy)}";
        return $"last layer: {expected}{Validation(progress)}";
    }

    private static string Validation(TrainingProgress progress) => progress.ValidationAccuracy is { } accuracy
        ? $"; validation loss {progress.ValidationLoss:0.000}, accuracy {Tables.Percent(accuracy)}"
        : "";

    private static string EpochLine(TrainingProgress progress)
    {
        return $"epoch {progress.Epoch}/{progress.Epochs}: training loss {progress.Loss:0.000}, "
            + $"accuracy {Tables.Percent(progress.Accuracy)}{Validation(progress)}; {progress.ImagesPerSecond:N0} pictures/s"
            + (progress.Epoch < progress.Epochs ? $", {Clock(progress.TimeLeft)} left" : "");
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time:mm\\:ss} h" : $"{time:m\\:ss} min";

    private sealed class StatusColumn : ProgressColumn
    {
        internal string Text { get; set; } = "";

        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(Text);
    }
}
