namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// Which folder is what, in the ways in which people lay out pictures: class folders alone, or folders for training, validation and test by
/// any of their usual names, in any case, with class folders in them; either of these in one more folder.
/// </summary>
/// <param name="Train">The folder of the class folders to train on.</param>
/// <param name="Validation">Those to validate on; null for none.</param>
/// <param name="Test">Those to test with; null for none.</param>
/// <param name="Note">What may surprise about it; empty for nothing.</param>
internal sealed record SplitFolders(string Train, string? Validation, string? Test, string Note = "")
{
    internal const string Names = "train or training, val, valid or validation, test or testing";

    private static readonly Dictionary<string, Split> s_splits = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["val"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["validation"] = Split.Validation,
        ["test"] = Split.Test,
        ["testing"] = Split.Test,
    };

    private enum Split
    {
        Train,
        Validation,
        Test,
    }

    /// <summary>Whether there are splits, and not class folders alone.</summary>
    internal bool AreSplit => Validation is not null || Test is not null;

    /// <summary>Finds out.</summary>
    /// <param name="folder">What the user has named.</param>
    /// <exception cref="InvalidDataException">There are two folders for one split, or none to train on.</exception>
    internal static SplitFolders Of(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(full))
            return new SplitFolders(full, null, null); // whoever lists it says so
        if (In(full) is { } splits)
            return splits;
        // Two classes at least are two folders: one alone, which has folders, is a level too many.
        if (FolderWalk.Folders(full).ToArray() is [var only] && FolderWalk.Folders(only).Any() && !FolderWalk.Files(full).Any())
            return Of(only) with { Note = $"taken from the folder '{Path.GetFileName(only)}' in it" };
        return new SplitFolders(full, null, null, Beside(full));
    }

    /// <summary>The splits right in a folder; null where there are none.</summary>
    private static SplitFolders? In(string folder)
    {
        var folders = FolderWalk.Folders(folder).Where(inner => FolderWalk.Folders(inner).Any()).Order(StringComparer.Ordinal)
            .ToLookup(inner => s_splits.TryGetValue(Path.GetFileName(inner), out var split) ? split : (Split?)null);
        var (train, validation, test) =
            (One(folder, folders[Split.Train]), One(folder, folders[Split.Validation]), One(folder, folders[Split.Test]));
        var others = FolderWalk.Folders(folder).Where(inner => !s_splits.ContainsKey(Path.GetFileName(inner))).Select(Name).ToArray();
        if (train is null)
        {
            return others.Length > 0 || (validation ?? test) is not { } alone ? null : throw new InvalidDataException(
                $"Pictures in '{folder}': expected a folder to train on beside {Name(alone)} ({Names}, in any case), or class folders, got "
                + "none. Add it, or name the folder above the class folders.");
        }
        if (validation is null && test is null)
            return others.Length > 0 ? null : new SplitFolders(train, null, null, $"taken from the folder {Name(train)} in it");
        return new SplitFolders(
            train, validation, test,
            others.Length > 0 ? $"{string.Join(", ", others)} beside them {(others.Length > 1 ? "are" : "is")} not used" : "");
    }

    private static string? One(string folder, IEnumerable<string> folders) => folders.ToArray() switch
    {
        [] => null,
        [var one] => one,
        var several => throw new InvalidDataException(
            $"Pictures in '{folder}': expected one folder for each of training, validation and test, got "
            + $"{string.Join(" and ", several.Select(Name))}. Put their pictures together, or rename one."),
    };

    /// <summary>A hint for those who have named one split of several.</summary>
    private static string Beside(string folder)
    {
        if (!s_splits.ContainsKey(Path.GetFileName(folder)) || Path.GetDirectoryName(folder) is not { } parent)
            return "";
        var siblings = FolderWalk.Folders(parent)
            .Where(sibling => sibling != folder && s_splits.ContainsKey(Path.GetFileName(sibling))).Order(StringComparer.Ordinal).ToArray();
        return siblings.Length == 0
            ? ""
            : $"beside it {(siblings.Length > 1 ? "are" : "is")} {string.Join(" and ", siblings.Select(Name))}: "
                + "name the folder above to use them too";
    }

    private static string Name(string folder) => $"'{Path.GetFileName(folder)}'";
}
