using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <content>From rows to stored pictures, and which of them are learned from.</content>
public sealed partial class SeResNetTrainer
{
    private const string ValidationParameter = "options.ValidationSet";

    private PixelVectorSource Vectors => new(_options.PixelOffset, _options.PixelScale, _options.PixelOrder, _options.ImageSize);

    private PictureColumns Columns(DataViewSchema schema, string parameter, int[]? classOf = null) => new(
        PictureColumn.Of(schema[_options.FeatureColumnName], Vectors, _host, parameter), _options.LabelColumnName, _options.ImagePathColumnName, classOf);

    private (TrainingTransform Train, EvaluationTransform Evaluate) Preset(PictureColumn pictures)
    {
        var isSmall = VariantRow.Of(_options.Network).Stem == StemKind.Cifar;
        var imageSize = _options.ImageSize ?? pictures.Side ?? Presets.ImageSizeOf(isSmall);
        return Presets.Of(_options.Augmentation, isSmall, imageSize, _options.CropFraction, _options.AugmentationChanges());
    }

    private PictureSet Load(IDataView data, PictureColumns columns, EvaluationTransform stored, IChannel channel, long usedMemory = 0)
    {
        var reporter = new LoadingReporter(_options.ProgressCallback, _options.Epochs, data.GetRowCount());
        var set = new PictureLoader
        {
            Data = data,
            Columns = columns,
            Shrinker = () => Shrinker(stored),
            MemoryBudget = ((long)_options.MemoryBudgetMegabytes << 20) - usedMemory,
            TemporaryFolder = (_environment as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath(),
            Workers = _options.DecodingThreads ?? Environment.ProcessorCount,
            SkipsBadPictures = _options.OnBadImage == OnBadImage.Skip,
            Progress = reporter.Loaded,
            CheckAlive = CheckAlive,
        }.Load();
        try
        {
            reporter.Finish(set, channel);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private static PictureShrinker Shrinker(EvaluationTransform stored)
    {
        var transformer = new PictureTransformer();
        return (decoded, into) => transformer.Store(decoded, stored, into);
    }

    /// <summary>The validation set as the options give it, its schema checked; null where there is none.</summary>
    private ValidationRows? Validation(LabelVocabulary labels)
    {
        if (_options.ValidationSet is not { } data)
            return null;
        var shape = SchemaShape.Create(data.Schema);
        CheckedLabel(shape, ValidationParameter);
        CheckFeature(shape, ValidationParameter);
        CheckPath(shape, ValidationParameter);
        var mapping = labels.MapFrom(LabelVocabulary.Of(data.Schema[_options.LabelColumnName]));
        return new ValidationRows(data, Columns(data.Schema, ValidationParameter, mapping.Classes), mapping.Unknown);
    }

    private PictureSet LoadValidation(ValidationRows rows, LabelVocabulary labels, EvaluationTransform stored, IChannel channel, long usedMemory)
    {
        var set = Load(rows.Data, rows.Columns, stored, channel, usedMemory);
        try
        {
            var unknown = Enumerable.Range(0, set.Count).Count(i => set.Label(i) < 0);
            if (unknown > 0)
                throw new InvalidOperationException($"The validation set has classes that the training data lack: expected {string.Join(", ", labels.Names)}, got {string.Join(", ", rows.Unknown)} too ({unknown} rows). Pass both through the same MapValueToKey.");
            if (set.Count == 0)
                throw new InvalidOperationException($"There is nothing to validate on: expected labeled pictures in Options.ValidationSet, got none ({set.WithoutLabel} rows without a label, {set.Skipped.Count} pictures that cannot be read).");
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Sets apart the validation share of each class.</summary>
    private (int[] Training, int[] HeldOut) Split(PictureSet pictures, int classes)
    {
        if (_options.ValidationFraction == 0)
            return ([.. Enumerable.Range(0, pictures.Count)], []);
        var byClass = Enumerable.Range(0, pictures.Count).ToLookup(pictures.Label);
        var heldOut = new SortedSet<int>();
        for (var label = 0; label < classes; label++)
        {
            var members = byClass[label].ToArray();
            // The same pictures whatever the training's seed: else two seeds would be judged on different ones.
            new Seeds(0).Stream("validation", label).Shuffle(members.AsSpan());
            heldOut.UnionWith(members[..(int)Math.Round(members.Length * _options.ValidationFraction)]);
        }
        if (heldOut.Count == 0)
            throw new InvalidOperationException(FormattableString.Invariant($"There is nothing to validate on: expected Options.ValidationFraction to set apart a picture of some class at least, got none with {_options.ValidationFraction} of {pictures.Count} pictures in {classes} classes. Raise it or add pictures."));
        return ([.. Enumerable.Range(0, pictures.Count).Where(picture => !heldOut.Contains(picture))], [.. heldOut]);
    }

    /// <summary>What to validate on, before it is read.</summary>
    /// <param name="Data">The rows.</param>
    /// <param name="Columns">Their columns.</param>
    /// <param name="Unknown">The classes that the training data lack.</param>
    private sealed record ValidationRows(IDataView Data, PictureColumns Columns, IReadOnlyList<string> Unknown);
}
