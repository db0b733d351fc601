using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <content>Trainings that share their pictures and may pause: what a search over options is made of.</content>
public sealed partial class SeResNetTrainer
{
    /// <summary>How pictures of a column are brought to the network's size; trainers whose stored sides are equal may share pictures.</summary>
    internal EvaluationTransform EvaluationOf(DataViewSchema schema) => Preset(Columns(schema, "inputSchema").Pictures).Evaluate;

    /// <summary>Loads the pictures to train on, and the validation set's where the options have one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type, in ML.NET's wording.</exception>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train or to validate on; the message says what lacks.</exception>
    internal SharedPictures LoadPictures(IDataView input)
    {
        GetOutputSchema(SchemaShape.Create(input.Schema));
        using var channel = _host.Start("Loading");
        var labels = LabelVocabulary.Of(input.Schema[_options.LabelColumnName]);
        var columns = Columns(input.Schema, "inputSchema");
        var check = Validation(labels);
        var stored = Preset(columns.Pictures).Evaluate;
        var pictures = Load(input, columns, stored, channel);
        try
        {
            CheckClasses(labels, pictures);
            return new SharedPictures(labels, columns.Pictures, pictures, check is null ? null : LoadValidation(check, labels, stored, channel, pictures.Size.InMemory));
        }
        catch
        {
            pictures.Dispose();
            throw;
        }
    }

    /// <summary>What a training starts from; null for fresh weights.</summary>
    internal StartingPoint? StartOf(LabelVocabulary labels)
    {
        using var initial = Initial(labels.Names);
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
        using var channel = _host.Start("Training");
        using var progress = _host.StartProgressChannel("SE-ResNet");
        var device = DeviceChoice.Of(_environment, channel);
        using var initial = Initial(shared.Labels.Names);
        var settings = Settings(shared.Labels, Preset(shared.Column), device, channel) with { InitialWeights = initial?.Point, Seed = seed };
        var job = Job(settings, part, device, initial, new TrainingListeners(channel, progress, _options.ProgressCallback, CheckAlive)) with { PauseAfterEpoch = pauseAfterEpoch };
        using var run = new TrainingRun(job);
        var network = run.Run();
        return new PartialFit(network, Describe(settings, shared.Labels, shared.Column, run.State), run.State);
    }
}

/// <summary>Pictures that several trainings read, one after another.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="Column">Where the pictures came from.</param>
/// <param name="Pictures">Those to train on.</param>
/// <param name="Validation">Those of the validation set; null where there is none.</param>
internal sealed record SharedPictures(LabelVocabulary Labels, PictureColumn Column, PictureSet Pictures, PictureSet? Validation) : IDisposable
{
    public void Dispose()
    {
        Pictures.Dispose();
        Validation?.Dispose();
    }
}

/// <summary>What one training learns from and what it is validated on.</summary>
/// <param name="Pictures">The set of the training pictures.</param>
/// <param name="Training">Which of them.</param>
/// <param name="Validation">The set to validate on and which pictures of it; null for no validation.</param>
internal sealed record TrainingPart(PictureSet Pictures, int[] Training, (PictureSet Pictures, int[] Chosen)? Validation);

/// <summary>A training up to where it paused.</summary>
/// <param name="Network">The network with the weights that validated best so far.</param>
/// <param name="Description">All of a model but the weights.</param>
/// <param name="State">Where the training stands.</param>
internal sealed record PartialFit(SeResNet Network, ModelDescription Description, TrainingState State);
