using System.Globalization;
using Microsoft.ML.SeNet.Trainer;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// What the trainings of a trial learn from and are validated on: validation rows, a share set apart, or the folds of a cross-validation.
/// </summary>
internal static class TrialParts
{
    internal const double DefaultFraction = 0.2;
    internal const int DefaultFolds = 5;

    /// <summary>From so many training pictures on a share of them tells enough, and five trainings a trial cost too much.</summary>
    internal const int CrossValidatedBelow = 1000;

    /// <summary>How many folds there are; 1 for none.</summary>
    internal static int FoldsFor(SharedPictures pictures, int? wanted) =>
        pictures.Validation is not null ? 1 : wanted ?? (pictures.Pictures.Count < CrossValidatedBelow ? DefaultFolds : 1);

    /// <summary>The parts: one, or one for each fold.</summary>
    /// <param name="pictures">What is loaded.</param>
    /// <param name="folds">As <see cref="FoldsFor"/> says.</param>
    /// <param name="fraction">The share to set apart where there is one fold and no validation set.</param>
    /// <exception cref="InvalidOperationException">There are too few pictures.</exception>
    internal static IReadOnlyList<TrainingPart> Of(SharedPictures pictures, int folds, double fraction)
    {
        if (pictures.Validation is not null)
            return [pictures.Whole];
        if (folds > 1)
            return ByFold(pictures, folds);
        var share = fraction == 0 ? DefaultFraction : fraction;
        var heldOut = pictures.Share(share);
        if (heldOut.Count == 0)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"There is nothing to validate on: expected {share} of some class to be a picture at least, got none of "
                + $"{pictures.Pictures.Count} pictures in {pictures.Labels.Count} classes. Set CrossValidationFolds or add pictures."));
        return [pictures.HoldingOut(heldOut.Contains)];
    }

    private static TrainingPart[] ByFold(SharedPictures pictures, int folds)
    {
        if (pictures.Pictures.Count < 2 * folds)
            throw new InvalidOperationException(
                $"Too few pictures for a cross-validation: expected {2 * folds} for {folds} folds, got {pictures.Pictures.Count}. Set "
                + "CrossValidationFolds lower or add pictures.");
        var foldOf = new int[pictures.Pictures.Count];
        var dealt = 0;
        // Dealt class by class without a break, so that neither folds nor classes differ by more than one.
        foreach (var picture in pictures.ShuffledByClass().SelectMany(members => members))
            foldOf[picture] = dealt++ % folds;
        return [.. Enumerable.Range(0, folds).Select(fold => pictures.HoldingOut(picture => foldOf[picture] == fold))];
    }
}

/// <summary>The decoded pictures that all trials share. One size is kept at a time; another one is loaded when
/// a trial asks for it.</summary>
/// <param name="train">The rows to train on.</param>
internal sealed class PictureCache(IDataView train) : IDisposable
{
    private SharedPictures? _pictures;
    private int _side;

    /// <summary>The pictures at a trainer's size; good until another size is asked for.</summary>
    internal SharedPictures For(SeResNetTrainer trainer)
    {
        var side = trainer.EvaluationOf(train.Schema).StoredSide;
        if (_pictures is null || _side != side)
        {
            _pictures?.Dispose();
            _pictures = null;
            (_pictures, _side) = (trainer.LoadPictures(train), side);
        }
        return _pictures;
    }

    /// <summary>The pictures that are loaded.</summary>
    internal SharedPictures Present => _pictures ?? throw new InvalidOperationException("No pictures are loaded.");

    public void Dispose() => _pictures?.Dispose();
}
