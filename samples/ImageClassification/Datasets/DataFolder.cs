using Microsoft.ML;

namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>
/// The pictures of a training: DIR/train and DIR/test where they are there, else DIR parted in both.
/// Parts have the same share of each class.
/// </summary>
/// <param name="Train">What is trained on.</param>
/// <param name="Test">What the final figures are of.</param>
internal sealed record DataFolder(IReadOnlyList<LabeledImage> Train, IReadOnlyList<LabeledImage> Test)
{
    private const double TestFraction = 0.2;
    private const int NamesShown = 10;

    /// <summary>The names of the classes, in ordinal order.</summary>
    internal IReadOnlyList<string> Classes { get; } = [.. Train.Select(image => image.Label).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Lists the pictures of a folder.</summary>
    /// <param name="ml">Whose <c>LoadImagesFromFolder</c> does it.</param>
    /// <param name="folder">The folder of the class folders, or of train and test.</param>
    /// <param name="seed">Decides which pictures go where.</param>
    internal static DataFolder Open(MLContext ml, string folder, int seed)
    {
        var (train, test) = HasParts(folder)
            ? (List(ml, Path.Combine(folder, "train")), List(ml, Path.Combine(folder, "test")))
            : Split(List(ml, folder), seed);
        var data = new DataFolder(train, test);
        RequireKnown(folder, test, data.Classes);
        if (test.Count == 0 && data.Classes.Count > 1)
            throw new InvalidDataException(
                $"Pictures in '{folder}': expected enough to keep a fifth of each class for the test, "
                + $"got {train.Count} in {data.Classes.Count} classes. Add pictures, at least 3 to a class.");
        return data.Classes.Count > 1
            ? data
            : throw new InvalidDataException(
                $"Pictures in '{folder}': expected two classes or more, got one, '{data.Classes[0]}'. "
                + "Name the folder above the class folders.");
    }

    /// <summary>The pictures to evaluate a model with: those of DIR/test where it is there, else those of DIR.</summary>
    internal static IReadOnlyList<LabeledImage> OpenTest(MLContext ml, string folder, IReadOnlyList<string> known)
    {
        var test = List(ml, HasParts(folder) ? Path.Combine(folder, "test") : folder);
        RequireKnown(folder, test, known);
        return test;
    }

    /// <summary>Whether a folder is parted in train and test.</summary>
    /// <exception cref="InvalidDataException">It has only one of them.</exception>
    internal static bool HasParts(string folder)
    {
        var there = new[] { "train", "test" }.Where(part => Directory.Exists(Path.Combine(folder, part))).ToArray();
        return there.Length != 1
            ? there.Length == 2
            : throw new InvalidDataException(
                $"Pictures in '{folder}': expected the folders train and test, or class folders, got {there[0]} alone. "
                + "Add the other one, or name the folder above the class folders.");
    }

    private static void RequireKnown(string folder, IReadOnlyList<LabeledImage> test, IReadOnlyList<string> known)
    {
        var unknown = test.Select(image => image.Label).Distinct().Except(known).ToArray();
        if (unknown.Length > 0)
            throw new InvalidDataException(
                $"Pictures in '{folder}': expected no other classes to test than to train, got {Names(unknown)}. Trained: {Names(known)}.");
    }

    private static List<LabeledImage> List(MLContext ml, string folder) =>
        [.. ml.Data.CreateEnumerable<LabeledImage>(ml.Data.LoadImagesFromFolder(folder), reuseRowObject: false)];

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
