using static Microsoft.ML.SeNet.ImageFolderFindingKind;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>
/// Pictures that are there more than once. Exactly: of the same size and the same decoded pixels. Nearly: with difference hashes a few bits
/// apart and thumbnails that correlate, so after encoding again, resizing, brightening; not after cropping, mirroring or turning. What is
/// like the like of a picture is of its group too.
/// </summary>
internal static class DuplicateFindings
{
    internal static IEnumerable<ImageFolderFinding> Of(IEnumerable<CheckedPicture> pictures, ImageFolderCheckOptions options)
    {
        var distinct = pictures
            .Where(picture => picture.Examination.Facts is not null)
            .GroupBy(picture => picture.Examination.Facts!.Digest)
            .Select(group => new Copies([.. group.Select(picture => picture.File)], group.First().Examination.Facts!))
            .ToArray();
        var exact = distinct
            .Where(copies => copies.Files.Length > 1)
            .SelectMany(copies => Tell(copies.Files, DuplicateWithOtherLabel, TestPictureInTraining, Duplicate));
        return options.NearDuplicateDistance is { } distance ? exact.Concat(Near(distinct, distance, options)) : exact;
    }

    private static IEnumerable<ImageFolderFinding> Near(Copies[] distinct, int distance, ImageFolderCheckOptions options)
    {
        // Those of one color are alike, and told of as such.
        Copies[] candidates = [.. distinct.Where(copies => !copies.Facts.IsBlank)];
        var groups = new DisjointSets(candidates.Length);
        var index = new NearHashIndex([.. candidates.Select(copies => copies.Thumbnail.Hash)], distance);
        foreach (var (one, other) in index.Pairs(options.CancellationToken))
        {
            if (groups.First(one) != groups.First(other)
                && candidates[one].Thumbnail.Correlation(candidates[other].Thumbnail) >= options.NearDuplicateCorrelation)
                groups.Join(one, other);
        }
        return groups.Groups().SelectMany(group =>
            Tell([.. group.SelectMany(place => candidates[place].Files)], NearDuplicateWithOtherLabel,
                NearTestPictureInTraining, NearDuplicate));
    }

    // A group may be in several classes and in both parts: both are to be told.
    private static IEnumerable<ImageFolderFinding> Tell(
        ImageFolderFile[] files, ImageFolderFindingKind labels, ImageFolderFindingKind parts, ImageFolderFindingKind otherwise)
    {
        files = [.. files.OrderBy(file => file.Part).ThenBy(file => file.Name, StringComparer.Ordinal)];
        string[] names = [.. files.Select(file => file.Label!).Distinct().Order(StringComparer.Ordinal)];
        var inTest = files.Count(file => file.Part == ImageFolderPart.Test);
        var inValidation = files.Count(file => file.Part == ImageFolderPart.Validation);
        var isShared = Math.Max(inTest, inValidation) > 0 && Math.Max(inTest, inValidation) < files.Length;
        var all = $"{files.Length} files in {string.Join(", ", names.Select(name => $"'{name}'"))}";
        if (names.Length > 1)
            yield return labels.Finding(all, files);
        if (isShared)
            yield return parts.Finding(
                $"{all}, {(inTest > 0 ? $"{inTest} of them in the test part" : $"{inValidation} of them in the validation part")}", files);
        if (names.Length == 1 && !isShared)
            yield return otherwise.Finding(all, files);
    }

    /// <summary>The files with one and the same picture.</summary>
    private sealed record Copies(ImageFolderFile[] Files, PictureFacts Facts)
    {
        internal Thumbnail Thumbnail => Facts.Thumbnail;
    }
}

/// <summary>Gathers places into groups pair by pair (union-find with path halving; Tarjan, van Leeuwen,
/// https://doi.org/10.1145/62.2160).</summary>
/// <param name="count">How many places there are.</param>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    /// <summary>The lowest place of the group that a place is in.</summary>
    internal int First(int place)
    {
        while (_parents[place] != place)
            place = _parents[place] = _parents[_parents[place]];
        return place;
    }

    /// <summary>Makes one group of two.</summary>
    internal void Join(int one, int other)
    {
        (one, other) = (First(one), First(other));
        _parents[Math.Max(one, other)] = Math.Min(one, other);
    }

    /// <summary>The groups of two places or more, by their first place; the places of each in order.</summary>
    internal IEnumerable<int[]> Groups() =>
        Enumerable.Range(0, _parents.Length).GroupBy(First).Select(group => group.ToArray()).Where(group => group.Length > 1);
}
