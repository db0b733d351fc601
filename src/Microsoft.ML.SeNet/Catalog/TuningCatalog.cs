using Microsoft.ML.SeNet;

namespace Microsoft.ML;

/// <summary>Adds experiments to ML.NET's catalogs.</summary>
public static class TuningCatalog
{
    /// <summary>Makes an experiment that searches the options of SE-ResNets.</summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="settings">Read once, here, and never written.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message lists all that are.</exception>
    public static SeResNetExperiment CreateSeResNetExperiment(this MulticlassClassificationCatalog catalog, SeResNetExperimentSettings settings)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(settings);
        return new SeResNetExperiment(catalog, settings, TimeProvider.System);
    }

    /// <summary>Makes an experiment that searches the reduction ratio r of an SE-ResNet.</summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="maxExperimentTimeInSeconds">The time that it may take, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is 0.</exception>
    public static SeResNetExperiment CreateSeResNetExperiment(this MulticlassClassificationCatalog catalog, uint maxExperimentTimeInSeconds) =>
        catalog.CreateSeResNetExperiment(new SeResNetExperimentSettings { MaxExperimentTimeInSeconds = maxExperimentTimeInSeconds });
}
