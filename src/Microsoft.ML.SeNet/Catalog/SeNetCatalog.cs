using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace Microsoft.ML;

/// <summary>Puts SE-ResNets into ML.NET's catalogs.</summary>
public static partial class SeNetCatalog
{
    /// <summary>Makes a trainer of a squeeze-and-excitation network (Hu et al., https://arxiv.org/abs/1709.01507) for pictures.</summary>
    /// <param name="catalog">The trainers of <see cref="MLContext.MulticlassClassification"/>.</param>
    /// <param name="labelColumnName">The classes: a key column, as <c>MapValueToKey</c> makes it.</param>
    /// <param name="featureColumnName">The pictures: <see cref="MLImage"/> (<c>LoadImages</c>), encoded bytes (<c>LoadRawImageBytes</c>), or pixel vectors (<c>ExtractPixels</c>).</param>
    /// <param name="scoreColumnName">The column to write probabilities to, a known-size vector of Single with a slot for each class.</param>
    /// <param name="predictedLabelColumnName">The column to write the most probable class to, a key with the label's values.</param>
    /// <param name="network">Depth and family.</param>
    /// <param name="reductionRatio">r: the hidden layer of a squeeze-and-excitation block has C / r units. At least 1.</param>
    /// <param name="epochs">Passes over the training pictures. At least 1.</param>
    /// <param name="batchSize">Pictures a step. At least 2.</param>
    /// <param name="validationSet">Rows that pass through the same upstream transforms; when given, the weights of the epoch that scores best on them are the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message lists all that are.</exception>
    public static SeResNetTrainer SeResNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = SeResNetTrainer.DefaultLabelColumnName,
        string featureColumnName = SeResNetTrainer.DefaultFeatureColumnName,
        string scoreColumnName = SeResNetTrainer.DefaultScoreColumnName,
        string predictedLabelColumnName = SeResNetTrainer.DefaultPredictedLabelColumnName,
        SeResNetVariant network = SeResNetVariant.SeResNet18,
        int reductionRatio = SqueezeExcitationOptions.DefaultReductionRatio,
        int epochs = TrainingOptions.DefaultEpochs,
        int batchSize = TrainingOptions.DefaultBatchSize,
        IDataView? validationSet = null) =>
        catalog.SeResNet(new SeResNetTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ScoreColumnName = scoreColumnName,
            PredictedLabelColumnName = predictedLabelColumnName,
            Network = network,
            ReductionRatio = reductionRatio,
            Epochs = epochs,
            BatchSize = batchSize,
            ValidationSet = validationSet,
        });

    /// <summary>Makes a trainer of a squeeze-and-excitation network for pictures, with all its options.</summary>
    /// <param name="catalog">The trainers of <see cref="MLContext.MulticlassClassification"/>.</param>
    /// <param name="options">Read once, here, and never written.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message lists all that are.</exception>
    public static SeResNetTrainer SeResNet(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SeResNetTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new SeResNetTrainer(CatalogUtils.GetEnvironment(catalog), options);
    }
}
