using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Trainer;
using Microsoft.ML.SeNet.Training;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// Takes a trial one rung up: trains each of its parts from its checkpoint, scores what that part was not trained on, and keeps scores and
/// weights.
/// </summary>
internal sealed class TrialTrainer(IHostEnvironment environment, MulticlassClassificationCatalog catalog,
    SeResNetExperimentSettings settings, ExperimentPlan plan, ExperimentFolder folder, TimeProvider time)
{
    /// <summary>Climbs a rung.</summary>
    /// <param name="before">The trial as it stands.</param>
    /// <param name="step">What to do.</param>
    /// <param name="pictures">At the trial's size.</param>
    /// <param name="parts">The trainings' pictures.</param>
    /// <returns>The trial with one rung more, or with the reason why not.</returns>
    /// <exception cref="OperationCanceledException">The experiment ends; what was trained is in the checkpoints.</exception>
    internal TrialRecord Climb(TrialRecord before, TrialStep step, SharedPictures pictures, IReadOnlyList<TrainingPart> parts)
    {
        var started = time.GetTimestamp();
        try
        {
            var record = before;
            var scores = new List<float>();
            for (var part = 0; part < settings.Repetitions * parts.Count; part++)
            {
                var (scored, description, summary) = Train(plan.Trials[step.Trial], part, parts, pictures, step.Epochs);
                scores.AddRange(scored);
                if (part == 0)
                    record = record with
                    {
                        Description = description.ToJson(),
                        Parameters = summary.Parameters,
                        MultiplyAdds = summary.MultiplyAddsWithScaling,
                    };
            }
            return Measured(record, step, pictures, parts, [.. scores], started);
        }
        // A full disk is no trial's fault.
        catch (Exception e) when (e is not (OperationCanceledException or IOException))
        {
            return before with { Failure = $"{e.GetType().Name}: {e.Message}" };
        }
    }

    /// <summary>ML.NET's metrics of the trial's scores, all repetitions and folds together.</summary>
    internal MulticlassClassificationMetrics Metrics(TrialRecord record, SharedPictures pictures, IReadOnlyList<TrainingPart> parts)
    {
        var classes = Classes(parts);
        return Evaluate(pictures, [.. Enumerable.Repeat(classes, settings.Repetitions).SelectMany(one => one)],
            folder.LoadScores(record.Index, record.Epochs, settings.Repetitions * classes.Length * pictures.Labels.Count));
    }

    /// <summary>Trains a configuration on all pictures, or takes the weights of a former call.</summary>
    internal void Refit(int trial, SharedPictures pictures)
    {
        if (File.Exists(folder.RefitOf(trial)))
            return;
        var options = Own(plan.Trials[trial].Options, folder.RefitCheckpointOf(trial));
        // Without pictures to validate on there is nothing to stop by.
        (options.ValidationFraction, options.EarlyStoppingPatience) = (0, null);
        var trainer = new SeResNetTrainer(environment, options);
        using var network = trainer.FitPart(pictures, pictures.Whole with { Validation = null }, plan.Seed,
            plan.Schedule.Epochs[^1]).Network;
        NetworkWeights.Save(network, folder.RefitOf(trial));
    }

    private (float[] Scores, ModelDescription Description, NetworkSummary Summary) Train(Candidate candidate, int number,
        IReadOnlyList<TrainingPart> parts, SharedPictures pictures, int epochs)
    {
        var part = parts[number % parts.Count];
        var trainer = new SeResNetTrainer(environment, Own(candidate.Options, folder.CheckpointOf(candidate.Index, number)));
        var fit = trainer.FitPart(pictures, part, plan.SeedOf(number / parts.Count), epochs);
        var description = fit.Description.Checked();
        using var channel = environment.Register(nameof(SeResNetExperiment)).Start("Scoring");
        using var trained = fit.Network;
        if (number == 0)
            NetworkWeights.Save(trained, folder.WeightsOf(candidate.Index, epochs));
        using var scorer = Scorer(NetworkState.Of(trained), description, DeviceChoice.Of(environment, channel));
        var side = description.Evaluation.ImageSize;
        return (StoredScoring.Score(scorer, description, part.Validation!.Value.Pictures, part.Validation.Value.Chosen), description,
            NetworkSummary.Of(trained, side, side));
    }

    private static BatchScorer Scorer(NetworkState trained, ModelDescription description, global::TorchSharp.torch.Device device)
    {
        try
        {
            return new BatchScorer(trained, description.Normalization, description.Evaluation.ImageSize, device,
                () => new ObjectDisposedException(nameof(BatchScorer)));
        }
        catch
        {
            trained.Dispose();
            throw;
        }
    }

    private static SeResNetTrainer.Options Own(SeResNetTrainer.Options options, string checkpoint)
    {
        var own = options.Copy();
        (own.CheckpointPath, own.OnCancel) = (checkpoint, OnCancel.Throw);
        return own;
    }

    private TrialRecord Measured(TrialRecord record, TrialStep step, SharedPictures pictures, IReadOnlyList<TrainingPart> parts,
        float[] scores, long started)
    {
        var classes = Classes(parts);
        var length = classes.Length * pictures.Labels.Count;
        var values = Enumerable.Range(0, settings.Repetitions)
            .Select(repetition => Evaluate(pictures, classes, scores.AsMemory(repetition * length, length)))
            .Select(metrics => settings.OptimizingMetric.Of(metrics)).ToList();
        if (!values.All(double.IsFinite))
            return record with { Failure = $"The metric {settings.OptimizingMetric} is no finite number." };
        folder.SaveScores(record.Index, step.Epochs, scores);
        var rung = new RungRecord(step.Epochs, values.Average(), values, time.GetElapsedTime(started).TotalSeconds);
        return record with { Rungs = [.. record.Rungs, rung] };
    }

    private MulticlassClassificationMetrics Evaluate(SharedPictures pictures, int[] classes, ReadOnlyMemory<float> scores) =>
        StoredScoring.Evaluate(catalog, pictures.Labels, classes, scores);

    private static int[] Classes(IReadOnlyList<TrainingPart> parts) =>
        [.. parts.SelectMany(part => part.Validation!.Value.Chosen.Select(part.Validation.Value.Pictures.Label))];
}
