using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Trainer;

/// <summary>Rows whose schemas are checked and of which no picture was read.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="Data">The rows to train on.</param>
/// <param name="Columns">Their columns.</param>
/// <param name="Validation">Those to validate on; null for none.</param>
internal sealed record PreparedRows(LabelVocabulary Labels, IDataView Data, PictureColumns Columns, MappedRows? Validation);

/// <summary>Rows to validate on, as somebody gave them.</summary>
/// <param name="Data">The rows.</param>
/// <param name="Parameter">The parameter that ML.NET's complaints about their schema name.</param>
/// <param name="Name">What other complaints call them.</param>
internal sealed record ValidationRows(IDataView Data, string Parameter, string Name);

/// <summary>Rows to validate on whose classes are those of the rows to train on.</summary>
/// <param name="Given">The rows.</param>
/// <param name="Columns">Their columns.</param>
/// <param name="Unknown">The classes that the training data lack.</param>
internal sealed record MappedRows(ValidationRows Given, PictureColumns Columns, IReadOnlyList<string> Unknown);

/// <summary>Pictures that several trainings read, one after another.</summary>
/// <param name="Labels">The classes.</param>
/// <param name="Column">Where the pictures came from.</param>
/// <param name="Pictures">Those to train on.</param>
/// <param name="Validation">Those of the validation set; null where there is none.</param>
internal sealed record SharedPictures(LabelVocabulary Labels, PictureColumn Column, PictureSet Pictures, PictureSet? Validation)
    : IDisposable
{
    /// <summary>All pictures, with the validation set where there is one.</summary>
    internal TrainingPart Whole => new(Pictures, [.. All], Validation is { } set ? (set, [.. Enumerable.Range(0, set.Count)]) : null);

    private IEnumerable<int> All => Enumerable.Range(0, Pictures.Count);

    /// <summary>Those to validate on, of the pictures to train on; the others are learned from.</summary>
    internal TrainingPart HoldingOut(Func<int, bool> isHeldOut) =>
        new(Pictures, [.. All.Where(picture => !isHeldOut(picture))], (Pictures, [.. All.Where(isHeldOut)]));

    /// <summary>A share of each class.</summary>
    internal HashSet<int> Share(double share) =>
        [.. ShuffledByClass().SelectMany(members => members[..(int)Math.Round(members.Length * share)])];

    /// <summary>
    /// The pictures of each class, in an order that is the same for every seed: else two seeds would be judged on different ones.
    /// </summary>
    internal IEnumerable<int[]> ShuffledByClass()
    {
        var byClass = All.ToLookup(Pictures.Label);
        for (var label = 0; label < Labels.Count; label++)
        {
            var members = byClass[label].ToArray();
            new Seeds(0).Stream("validation", label).Shuffle(members.AsSpan());
            yield return members;
        }
    }

    public void Dispose()
    {
        Pictures.Dispose();
        Validation?.Dispose();
    }
}
