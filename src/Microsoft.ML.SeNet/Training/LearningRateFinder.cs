using System.Globalization;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Looks for a learning rate (Smith, https://arxiv.org/abs/1506.01186, section 3.3): trains with ever higher ones and watches the loss.
/// Rates, smoothing and end are those of fastai's <c>lr_find</c>. What it suggests is not fastai's <c>steep</c>, the steepest of all pairs
/// of neighbors: over a hundred steps that is often the noise of one batch.
/// </summary>
/// <param name="options">The rates to try; checked.</param>
internal sealed class LearningRateFinder(LearningRateFinderOptions options)
{
    private const double Smoothing = 0.98;

    /// <summary>The search ends where the smoothed loss is so many times its best.</summary>
    private const double Diverged = 4;

    private const int SkippedAtTheEnd = 5;

    /// <summary>The share of the loss that a descent is at least deep.</summary>
    private const double LeastDescent = 0.001;

    /// <summary>Trains so. The weights are of no use afterwards.</summary>
    /// <param name="setup">What is trained, as in its first epoch all the time.</param>
    /// <param name="listeners">Who wants to know.</param>
    internal LearningRateCurve Run(TrainingSetup setup, TrainingListeners listeners)
    {
        var told = new TrainingProgress { Stage = TrainingStage.Training, Epoch = 1, Epochs = 1, Steps = options.Steps };
        setup.Step.Computing.Train(epoch: 0);
        return Run(EndlessBatches(setup.Batches), Take, Tell);

        double Take(Batch batch, double rate)
        {
            listeners.CheckAlive();
            return setup.Step.Take(batch, rate, told.Step).Loss;
        }

        void Tell(LearningRatePoint point)
        {
            told = told with { Step = told.Step + 1, Loss = point.SmoothedLoss, LearningRate = point.LearningRate };
            listeners.Callback?.Invoke(told);
        }
    }

    /// <summary>Tries one rate after another.</summary>
    /// <param name="batches">As many as there are steps, or more.</param>
    /// <param name="step">Trains on a batch at a rate and gives the loss before it.</param>
    /// <param name="tell">Is told of each point.</param>
    internal LearningRateCurve Run(IEnumerable<Batch> batches, Func<Batch, double, double> step, Action<LearningRatePoint> tell)
    {
        var points = new List<LearningRatePoint>();
        var (mean, best) = (0.0, double.PositiveInfinity);
        foreach (var batch in batches)
        {
            var rate = RateOf(points.Count);
            var loss = step(batch, rate);
            if (!double.IsFinite(loss))
                break;
            mean = (Smoothing * mean) + ((1 - Smoothing) * loss);
            var smoothed = mean / (1 - Math.Pow(Smoothing, points.Count + 1));
            points.Add(new LearningRatePoint(rate, loss, smoothed));
            tell(points[^1]);
            best = Math.Min(best, smoothed);
            if (smoothed > Diverged * best || points.Count == options.Steps)
                break;
        }
        return CurveOf(points);
    }

    private static IEnumerable<Batch> EndlessBatches(EpochBatches batches)
    {
        for (var epoch = 0; ; epoch++)
        {
            foreach (var batch in batches.Of(epoch, 0))
                yield return batch;
        }
    }

    private double RateOf(int step) => options.Start * Math.Pow(options.End / options.Start, (double)step / (options.Steps - 1));

    private LearningRateCurve CurveOf(List<LearningRatePoint> points)
    {
        var curve = new LearningRateCurve { Points = points };
        var (first, stretch) = (options.Steps / 10, options.Steps / 5);
        var stretches = points.Count - SkippedAtTheEnd - first - stretch + 1;
        if (stretches < 1)
            return curve with { NoSuggestion = BrokeAway(points.Count) };
        var steepest = Enumerable.Range(first, stretches).Select(from => points.GetRange(from, stretch)).MinBy(Slope)!;
        return -Slope(steepest) * (stretch - 1) > LeastDescent * steepest[0].SmoothedLoss
            ? curve with { Suggestion = Math.Sqrt(steepest[0].LearningRate * steepest[^1].LearningRate) }
            : curve with { NoSuggestion = FallsNowhere(points[first].LearningRate, points[^(SkippedAtTheEnd + 1)].LearningRate) };
    }

    /// <summary>The slope of the line by least squares through smoothed losses, a step each.</summary>
    private static double Slope(List<LearningRatePoint> points)
    {
        var middle = (points.Count - 1) / 2.0;
        return points.Select((point, i) => (i - middle) * point.SmoothedLoss).Sum()
            / points.Select((_, i) => (i - middle) * (i - middle)).Sum();
    }

    private string BrokeAway(int steps) => string.Create(
        CultureInfo.InvariantCulture,
        $"No learning rate stands out: the loss broke away after {steps} of {options.Steps} steps, before anything could be seen of its "
        + $"descent. Lower Start.");

    private static string FallsNowhere(double from, double to) => string.Create(
        CultureInfo.InvariantCulture,
        $"No learning rate stands out: the smoothed loss falls nowhere between the rates {from:G3} and {to:G3}. Try other rates, more "
        + $"steps or a larger batch, and look at the labels.");
}
