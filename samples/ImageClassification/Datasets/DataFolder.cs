using Microsoft.ML;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>
/// The pictures of a training: those of the folders for training, validation and test where they are there, else those of class folders,
/// of which a fifth of each class is kept for the test.
/// </summary>
/// <param name="Train">What is trained on.</param>
/// <param name="Validation">What the best epoch is chosen by; empty for none.</param>
/// <param name="Test">What the final figures are of.</param>
/// <param name="Description">What was taken for what.</param>
internal sealed record DataFolder(
    IReadOnlyList<LabeledImage> Train, IReadOnlyList<LabeledImage> Validation, IReadOnlyList<LabeledImage> Test, string Description)
{
    private const double TestFraction = 0.2;
    private const int NamesShown = 10;

    /// <summary>The names of the classes, in ordinal order.</summary>
    internal IReadOnlyList<string> Classes { get; } = [.. Train.Select(image => image.Label).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Lists the pictures of a folder.</summary>
    /// <param name="ml">Whose <c>LoadImageSplitsFromFolder</c> does it.</param>
    /// <param name="folder">The folder of the class folders, or of train, validation and test.</param>
    /// <param name="seed">Decides which pictures are kept for the test.</param>
    internal static DataFolder Open(MLContext ml, string folder, int seed)
    {
        var splits = ml.Data.LoadImageSplitsFromFolder(folder);
        var (all, validation) = (List(ml, splits.Train), List(ml, splits.Validation));
        var (train, test) = splits.Test is null ? Split(all, seed) : (all, List(ml, splits.Test));
        var kept = splits.Test is null ? $"; a fifth of each class is kept for the test: {Plural.Of(test.Count, "picture")}" : "";
        var data = new DataFolder(train, validation, test, splits.Description + kept);
        if (data.Classes.Count < 2)
            throw new InvalidDataException(
                $"Pictures in '{folder}': expected two classes or more, got one, '{data.Classes[0]}'. "
                + "Name the folder above the class folders.");
        return test.Count > 0
            ? data
            : throw new InvalidDataException(
                $"Pictures in '{folder}': expected enough to keep a fifth of each class for the test, "
                + $"got {train.Count} in {data.Classes.Count} classes. Add pictures, at least 3 to a class.");
    }

    /// <summary>The pictures to evaluate a model with: those of the test folder where it is there, else all.</summary>
    internal static IReadOnlyList<LabeledImage> OpenTest(MLContext ml, string folder, IReadOnlyList<string> known)
    {
        var splits = ml.Data.LoadImageSplitsFromFolder(folder);
        var test = List(ml, splits.Test ?? splits.Train);
        var unknown = test.Select(image => image.Label).Distinct().Except(known).ToArray();
        return unknown.Length == 0
            ? test
            : throw new InvalidDataException(
                $"Pictures in '{folder}': expected no other classes to test than to train, got {Names(unknown)}. Trained: {Names(known)}.");
    }

    private static List<LabeledImage> List(MLContext ml, IDataView? rows) =>
        rows is null ? [] : [.. ml.Data.CreateEnumerable<LabeledImage>(rows, reuseRowObject: false)];

    // Rounded for each class; a class of one picture stays whole.
    private static (List<LabeledImage> Train, List<LabeledImage> Test) Split(List<LabeledImage> images, int seed)
    {
        var (chosen, random) = (new HashSet<LabeledImage>(), new Random(seed));
        foreach (var group in images.GroupBy(image => image.Label))
        {
            var members = group.ToArray();
            random.Shuffle(members);
            chosen.UnionWith(members.Take((int)Math.Round(members.Length * TestFraction)));
        }
        return ([.. images.Where(image => !chosen.Contains(image))], [.. images.Where(chosen.Contains)]);
    }

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesShown).Select(name => $"'{name}'"))
        + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");
}
