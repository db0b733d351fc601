using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// The beginning of a training in which the head learns alone: the network without its head runs once over each training picture, as
/// validation sees it, and the head is solved from the features that came out (<see cref="HeadRegression"/>).
/// </summary>
/// <param name="job">The pictures and who wants to know.</param>
/// <param name="network">The network in its evaluation mode: (N, 3, S, S) normalized → (N, F) float32.</param>
/// <param name="featureCount">F.</param>
internal sealed class HeadFeatures(TrainingJob job, Func<Tensor, Tensor> network, int featureCount)
{
    /// <summary>Computes the features and solves the head.</summary>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    internal HeadFit Solve()
    {
        var chosen = job.Part.Training;
        job.Listeners.Channel.Info(
            MessageSensitivity.None,
            $"The backbone is frozen: the features of {chosen.Length} pictures, as they are, are computed once, and the fully connected "
            + "layer is solved from them.");
        using var scope = NewDisposeScope();
        var features = Compute(chosen);
        var (settings, labels) = (job.Settings, job.Part.Labels());
        var weights = settings.Options.ClassBalance == ClassBalance.BalancedSampling
            ? ClassWeights.Balanced(labels, settings.Network.Classes) // as often as the others is as much as the others
            : ClassWeights.Of(settings, labels);
        var fit = new HeadRegression(labels, settings.Network.Classes, weights, job.Listeners.CheckAlive).Solve(features);
        return fit with { Weight = fit.Weight.MoveToOuterDisposeScope(), Bias = fit.Bias.MoveToOuterDisposeScope() };
    }

    /// <summary>(N, F) float32 in memory: F · 4 bytes a picture.</summary>
    private Tensor Compute(int[] chosen)
    {
        using var untracked = no_grad();
        using var source = EpochBatches.AsValidated(job.Part.Pictures, job.Settings);
        var (table, started, done) = (empty(chosen.Length, featureCount), job.Time.GetTimestamp(), 0);
        foreach (var batch in source.Pass(chosen, 0))
        {
            job.Listeners.CheckAlive();
            using var scope = NewDisposeScope();
            var input = PixelTensor.ToInput(batch.Pixels, job.Settings.Normalization, job.Device); // (N, 3, S, S)
            table.narrow(0, done, batch.Count).copy_(network(input));
            done += batch.Count;
            Report(done, chosen.Length, job.Time.GetElapsedTime(started));
        }
        return table;
    }

    private void Report(int done, int pictures, TimeSpan elapsed) => job.Listeners.Callback?.Invoke(new TrainingProgress
    {
        Stage = TrainingStage.Featurizing,
        Epochs = job.Settings.Epochs,
        Step = done,
        Steps = pictures,
        ImagesPerSecond = elapsed > TimeSpan.Zero ? done / elapsed.TotalSeconds : 0,
        TimeLeft = elapsed / done * (pictures - done),
    });
}

/// <summary>How a training began whose head was solved first.</summary>
/// <param name="Metrics">The epoch 0 of the training: loss and accuracy on the training pictures as they are.</param>
/// <param name="WeightDecay">λ (<see cref="HeadRegression"/>).</param>
/// <param name="CrossValidationLoss">Mean cross-entropy in cross-validation; null where there were too few pictures for it.</param>
/// <param name="CrossValidationAccuracy">Top-1 accuracy in cross-validation; null where there were too few pictures for it.</param>
internal sealed record SolvedHead(EpochMetrics Metrics, double WeightDecay, double? CrossValidationLoss, double? CrossValidationAccuracy)
{
    internal static SolvedHead Of(HeadFit fit) => new(
        new EpochMetrics(0, fit.Training.Loss, fit.Training.Accuracy, 0, null, null), fit.Strength, fit.CrossValidation?.Loss,
        fit.CrossValidation?.Accuracy);
}
