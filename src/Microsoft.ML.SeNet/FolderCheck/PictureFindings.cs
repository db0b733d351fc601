using static Microsoft.ML.SeNet.ImageFolderFindingKind;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>What is found in each picture alone, and beside the usual size and colors of all.</summary>
internal static class PictureFindings
{
    internal static IEnumerable<ImageFolderFinding> Of(
        IReadOnlyList<CheckedPicture> pictures, MedianSize median, ImageFolderCheckOptions options) =>
        pictures.SelectMany(Alone).Concat(pictures.SelectMany(picture => Size(picture, median, options)))
            .Concat(Small(pictures, options.InputSize)).Concat(Gray(pictures))
            .Concat(Share(Turned, pictures, facts => facts.IsTurned)).Concat(Share(Transparent, pictures, facts => facts.IsTransparent));

    private static IEnumerable<ImageFolderFinding> Alone(CheckedPicture picture)
    {
        var (file, examination) = (picture.File, picture.Examination);
        if (examination.Fault is { } fault)
        {
            yield return Unreadable.Finding(fault, file);
            yield break;
        }
        if (examination.IsCut)
            yield return Truncated.Finding(
                examination.Format is { } kind ? $"the file is {kind.Name} and ends too early" : "the file ends too early", file);
        if (examination.Format is { } format && !format.Fits(Path.GetExtension(file.Path)))
            yield return WrongExtension.Finding($"{format.Name} by its content", file);
        if (examination.Facts!.IsBlank)
            yield return Blank.Finding(Pixels(examination.Facts), file);
    }

    private static IEnumerable<ImageFolderFinding> Size(CheckedPicture picture, MedianSize median, ImageFolderCheckOptions options)
    {
        if (picture.Examination.Facts is not { } facts)
            yield break;
        var usual = $"the median is {median.Width} x {median.Height}";
        var (side, elongation) = (MedianSize.SideOf(facts), MedianSize.ElongationOf(facts));
        if (side * options.SizeFactor < median.Side)
            yield return OddSize.Finding($"small: {Pixels(facts)}, {usual}", picture.File);
        else if (side > median.Side * options.SizeFactor)
            yield return OddSize.Finding($"large: {Pixels(facts)}, {usual}", picture.File);
        else if (elongation > median.Elongation * options.ElongationFactor)
            yield return OddSize.Finding($"elongated: {Pixels(facts)}, {usual}", picture.File);
    }

    private static IEnumerable<ImageFolderFinding> Small(IReadOnlyList<CheckedPicture> pictures, int? inputSize)
    {
        var small = pictures.Where(
            picture => picture.Examination.Facts is { } facts && Math.Min(facts.Width, facts.Height) < inputSize).ToArray();
        if (small.Length > 0)
            yield return SmallerThanInput.Finding(
                FormattableString.Invariant($"{small.Length:N0} of {pictures.Count:N0} have a side of less than {inputSize} pixels"),
                Files(small));
    }

    // Where gray is the rule, it is no finding.
    private static IEnumerable<ImageFolderFinding> Gray(IReadOnlyList<CheckedPicture> pictures)
    {
        var readable = pictures.Where(picture => picture.Examination.Facts is { IsBlank: false }).ToArray();
        var gray = readable.Where(picture => picture.Examination.Facts!.IsGray).ToArray();
        if (gray.Length > 0 && 2 * gray.Length < readable.Length)
            yield return Grayscale.Finding(FormattableString.Invariant($"{gray.Length:N0} of {readable.Length:N0}"), Files(gray));
    }

    private static IEnumerable<ImageFolderFinding> Share(
        ImageFolderFindingKind kind, IReadOnlyList<CheckedPicture> pictures, Func<PictureFacts, bool> has)
    {
        var some = pictures.Where(picture => picture.Examination.Facts is { } facts && has(facts)).ToArray();
        if (some.Length > 0)
            yield return kind.Finding(FormattableString.Invariant($"{some.Length:N0} of {pictures.Count:N0}"), Files(some));
    }

    private static ImageFolderFile[] Files(IEnumerable<CheckedPicture> pictures) => [.. pictures.Select(picture => picture.File)];

    private static string Pixels(PictureFacts facts) => $"{facts.Width} x {facts.Height} pixels";
}

/// <summary>What size is usual: each median for itself, the lower of two in the middle; zeros where there are no pictures.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Side">Of a square of the same area, in pixels.</param>
/// <param name="Elongation">The longer side by the shorter one.</param>
internal readonly record struct MedianSize(int Width, int Height, double Side, double Elongation)
{
    internal static MedianSize Of(IReadOnlyCollection<PictureFacts> pictures) => new(
        Median(pictures.Select(picture => picture.Width)),
        Median(pictures.Select(picture => picture.Height)),
        Median(pictures.Select(SideOf)),
        Median(pictures.Select(ElongationOf)));

    internal static double SideOf(PictureFacts picture) => Math.Sqrt((double)picture.Width * picture.Height);

    internal static double ElongationOf(PictureFacts picture) =>
        (double)Math.Max(picture.Width, picture.Height) / Math.Min(picture.Width, picture.Height);

    private static T Median<T>(IEnumerable<T> values)
    {
        var ordered = values.Order().ToArray();
        return ordered.Length == 0 ? default! : ordered[(ordered.Length - 1) / 2];
    }
}
