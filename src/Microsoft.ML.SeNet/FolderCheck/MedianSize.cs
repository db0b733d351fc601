namespace Microsoft.ML.SeNet.FolderCheck;

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

    internal static double ElongationOf(PictureFacts picture) => (double)Math.Max(picture.Width, picture.Height) / Math.Min(picture.Width, picture.Height);

    private static T Median<T>(IEnumerable<T> values)
    {
        var ordered = values.Order().ToArray();
        return ordered.Length == 0 ? default! : ordered[(ordered.Length - 1) / 2];
    }
}
