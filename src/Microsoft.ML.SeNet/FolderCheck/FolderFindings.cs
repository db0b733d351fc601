using static Microsoft.ML.SeNet.ImageFolderFindingKind;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>What the listing of the folders tells, before any picture is decoded: classes and their counts, files out of place.</summary>
internal static class FolderFindings
{
    private const int FewestClasses = 2;

    internal static IEnumerable<ImageFolderFinding> Of(
        IReadOnlyList<CheckedPart> parts, IReadOnlyList<ImageFolderClass> classes, ImageFolderCheckOptions options) =>
        parts.SelectMany(Of).Concat(Parts(parts)).Concat(Balance(classes, options.ImbalanceRatio));

    private static IEnumerable<ImageFolderFinding> Of(CheckedPart part)
    {
        var contents = part.Contents;
        if (part.Part == ImageFolderPart.Train && contents.Classes.Count < FewestClasses)
            yield return TooFewClasses.Finding(
                $"expected a folder for each of two classes or more in '{contents.Folder}', "
                + $"got {(contents.Classes.Count == 0 ? "none" : $"'{contents.Classes[0]}' alone")}");
        foreach (var name in contents.EmptyClasses)
            yield return EmptyClass.Finding($"'{name}' in '{contents.Folder}'");
        foreach (var path in contents.Loose)
            yield return PictureOutsideClasses.Finding("not in a class", part.File(path));
        var others = contents.Others.ToLookup(path => PictureExaminer.FormatOf(path)?.Name);
        foreach (var (format, path) in others.Where(group => group.Key is not null)
            .SelectMany(group => group, (group, path) => (group.Key, path)))
            yield return IgnoredPicture.Finding($"{format} by its content", part.File(path));
        if (others[null].Any())
            yield return IgnoredFile.Finding("passed over", [.. others[null].Select(part.File)]);
    }

    private static IEnumerable<ImageFolderFinding> Parts(IReadOnlyList<CheckedPart> parts)
    {
        var train = parts[0].Contents;
        foreach (var name in parts.Skip(1).SelectMany(part => part.Contents.Classes).Distinct().Except(train.Classes))
            yield return UntrainedClass.Finding($"'{name}'");
        if (parts.FirstOrDefault(part => part.Part == ImageFolderPart.Test) is not { } test)
            yield break;
        foreach (var name in train.Classes.Except(test.Contents.Classes))
            yield return UntestedClass.Finding($"'{name}'");
    }

    private static IEnumerable<ImageFolderFinding> Balance(IReadOnlyList<ImageFolderClass> classes, double most)
    {
        var trained = classes.Where(one => one.Train > 0).ToArray();
        if (trained.Length < FewestClasses)
            yield break;
        var (least, largest) = (trained.MinBy(one => one.Train)!, trained.MaxBy(one => one.Train)!);
        if (largest.Train > most * least.Train)
            yield return Imbalance.Finding(FormattableString.Invariant(
                $"'{largest.Label}' has {largest.Train:N0} training pictures, '{least.Label}' {least.Train:N0}: {
                    (double)largest.Train / least.Train:0.#} times as many"));
    }
}
