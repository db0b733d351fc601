using System.Globalization;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>The pictures of folders for training, validation and test.</summary>
/// <param name="Train">Those to train on.</param>
/// <param name="Validation">Those to validate on; null for none.</param>
/// <param name="Test">Those to test with; null for none.</param>
/// <param name="Description">What was taken for what, in one line.</param>
internal sealed record LabeledSplits(
    IReadOnlyList<LabeledFile> Train, IReadOnlyList<LabeledFile>? Validation, IReadOnlyList<LabeledFile>? Test, string Description)
{
    /// <summary>Lists them.</summary>
    /// <exception cref="InvalidDataException">A class is in validation or test alone, or a folder is not one of class folders.</exception>
    internal static LabeledSplits Of(SplitFolders folders, IEnumerable<string>? extensions)
    {
        var train = ImageFolder.List(folders.Train, extensions);
        var classes = train.Select(file => file.Label).Distinct().Order(StringComparer.Ordinal).ToArray();
        var validation = List(folders.Validation, "validate", classes, extensions);
        var test = List(folders.Test, "test", classes, extensions);
        string[] parts =
        [
            $"train: {Told(folders.Train, train)}",
            .. folders.AreSplit
                ? [$"validation: {Told(folders.Validation, validation)}", $"test: {Told(folders.Test, test)}"]
                : Array.Empty<string>(),
        ];
        var count = Counted(classes.Length, "class", "classes");
        return new LabeledSplits(
            train, validation, test, $"{string.Join(", ", parts)}; {count}{(folders.Note.Length > 0 ? $"; {folders.Note}" : "")}");
    }

    private static IReadOnlyList<LabeledFile>? List(string? folder, string use, string[] classes, IEnumerable<string>? extensions)
    {
        if (folder is null)
            return null;
        var files = ImageFolder.List(folder, extensions);
        var unknown = files.Select(file => file.Label).Distinct().Except(classes).Order(StringComparer.Ordinal).ToArray();
        return unknown.Length == 0
            ? files
            : throw new InvalidDataException(
                $"Pictures in '{folder}': expected no other classes to {use} than to train, got {ImageFolder.Names(unknown)}. Trained: "
                + $"{ImageFolder.Names(classes)}.");
    }

    private static string Told(string? folder, IReadOnlyList<LabeledFile>? files) =>
        folder is null ? "none" : $"'{Path.GetFileName(folder)}' ({Counted(files!.Count, "picture", "pictures")})";

    private static string Counted(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
