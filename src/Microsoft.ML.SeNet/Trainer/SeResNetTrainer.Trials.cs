using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Trainer;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <content>Trainings that share their pictures and may pause: what a search over options is made of.</content>
public sealed partial class SeResNetTrainer
{
    /// <summary>
    /// How pictures of a column are brought to the network's size; trainers whose stored sides are equal may share pictures.
    /// </summary>
    internal EvaluationTransform EvaluationOf(DataViewSchema schema) =>
        _options.Transforms(_columns.Of(schema, "inputSchema").Pictures.Side).Evaluate;

    /// <summary>Loads the pictures to train on, and the validation set's where the options have one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train or to validate on; the message says what lacks.</exception>
    internal SharedPictures LoadPictures(IDataView input)
    {
        using var preparation = Prepare(input, "Loading", "SE-ResNet");
        return preparation.Load(preparation.Rows(input, ValidationSet));
    }

    /// <summary>What a training starts from; null for fresh weights.</summary>
    internal StartingPoint? StartOf(LabelVocabulary labels)
    {
        using var preparation = new Preparation(_environment, _host, _options, "Loading", "SE-ResNet");
        using var initial = preparation.Initial(labels);
        return initial?.Point;
    }

    /// <summary>Trains on pictures that are loaded already, from the checkpoint where there is one, up to the end of an epoch.</summary>
    /// <param name="shared">Pictures of this trainer's stored side.</param>
    /// <param name="part">Those to learn from and to validate on.</param>
    /// <param name="seed">In place of MLContext's.</param>
    /// <param name="pauseAfterEpoch">The schedule is that of all epochs in any case.</param>
    /// <returns>The network with the weights that validated best so far; the caller's.</returns>
    internal PartialFit FitPart(SharedPictures shared, TrainingPart part, long seed, int pauseAfterEpoch)
    {
        using var preparation = new Preparation(_environment, _host, _options, "Training", "SE-ResNet");
        using var initial = preparation.Initial(shared.Labels);
        var settings = preparation.Settings(shared.Labels, shared.Column, initial, seed);
        var (network, state) = TrainingRun.Of(preparation.Job(settings, part, initial) with { PauseAfterEpoch = pauseAfterEpoch });
        return new PartialFit(network, Describe(settings, shared, state), state);
    }
}

/// <summary>A training up to where it paused.</summary>
/// <param name="Network">The network with the weights that validated best so far.</param>
/// <param name="Description">All of a model but the weights.</param>
/// <param name="State">Where the training stands.</param>
internal sealed record PartialFit(SeResNet Network, ModelDescription Description, TrainingState State);
