using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <content>The search for a learning rate.</content>
public sealed partial class SeResNetTrainer
{
    /// <summary>
    /// Looks for a learning rate (Smith, https://arxiv.org/abs/1506.01186, section 3.3): trains for some steps, the rate rising from step to
    /// step, and watches the loss. Ends early where the smoothed loss exceeds four times its best or is no longer a number.
    /// </summary>
    /// <param name="input">Rows with the label and feature columns, as for <see cref="Fit"/>.</param>
    /// <param name="options">The rates to try; null for the defaults.</param>
    /// <returns>The curve and, where the loss falls, a rate that is fair as <see cref="Options.LearningRate"/>.</returns>
    /// <remarks>
    /// Everything is as <see cref="Fit"/> would have it but for the schedule: network, optimizer, batches, augmentation and seed. No checkpoint is
    /// read or written, nothing is validated, and the weights are thrown away. Pictures that <see cref="Options.ValidationFraction"/> sets apart
    /// are not learned from. Where parts are frozen at first, the rate is one for that phase. The callback is told of each step, with the
    /// smoothed loss.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or a column is missing or of another type, in ML.NET's wording.</exception>
    /// <exception cref="BadPictureException">A picture cannot be read and <see cref="OnBadImage.Fail"/> holds.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on; the message says what lacks.</exception>
    /// <exception cref="OperationCanceledException">The search was canceled.</exception>
    public LearningRateCurve FindLearningRate(IDataView input, LearningRateFinderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        var wanted = (options ?? new LearningRateFinderOptions()).Checked();
        var own = _options.Copy();
        (own.CheckpointPath, own.CheckpointEverySteps, own.ValidationSet, own.EarlyStoppingPatience) = (null, 0, null, null);
        return new SeResNetTrainer(_environment, own).Search(input, wanted);
    }

    private LearningRateCurve Search(IDataView input, LearningRateFinderOptions wanted)
    {
        GetOutputSchema(SchemaShape.Create(input.Schema));
        using var channel = _host.Start("Learning rate");
        using var progress = _host.StartProgressChannel("Learning rate");
        var device = DeviceChoice.Of(_environment, channel);
        var labels = LabelVocabulary.Of(input.Schema[_options.LabelColumnName]);
        var columns = Columns(input.Schema, "inputSchema");
        var preset = Preset(columns.Pictures);
        var settings = Settings(labels, preset, device, channel);
        using var initial = Initial(labels.Names);
        using var pictures = Load(input, columns, preset.Evaluate, channel);
        CheckClasses(labels, pictures);
        using var run = new TrainingRun(new TrainingJob
        {
            Settings = settings,
            Pictures = pictures,
            Training = Split(pictures, labels.Count).Training,
            Validation = null,
            Device = device,
            Initial = initial,
            Listeners = new TrainingListeners(channel, progress, _options.ProgressCallback, CheckAlive),
        });
        return run.FindLearningRate(wanted);
    }
}
