using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet;

/// <summary>What an experiment optimizes, by the names of <see cref="MulticlassClassificationMetrics"/>.</summary>
public enum SeResNetMetric
{
    /// <summary>The share of pictures whose label is predicted.</summary>
    MicroAccuracy,

    /// <summary>The mean over the classes of that share.</summary>
    MacroAccuracy,

    /// <summary>The mean cross-entropy; less is better.</summary>
    LogLoss,

    /// <summary>By which share the log-loss is below that of guessing by the classes' frequencies.</summary>
    LogLossReduction,
}

/// <summary>Reads a metric.</summary>
internal static class MetricValues
{
    internal static double Of(this SeResNetMetric metric, MulticlassClassificationMetrics metrics) => metric switch
    {
        SeResNetMetric.MacroAccuracy => metrics.MacroAccuracy,
        SeResNetMetric.LogLoss => metrics.LogLoss,
        SeResNetMetric.LogLossReduction => metrics.LogLossReduction,
        _ => metrics.MicroAccuracy,
    };

    /// <summary>The value turned so that more is better.</summary>
    internal static double Score(this SeResNetMetric metric, double value) => metric == SeResNetMetric.LogLoss ? -value : value;
}
