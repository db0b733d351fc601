namespace Microsoft.ML.SeNet.Pictures;

/// <summary>What many picture files are like, by their headers: nothing is decoded.</summary>
/// <param name="Pictures">How many there are.</param>
/// <param name="Classes">Of how many classes.</param>
/// <param name="MedianWidth">In pixels, upright; 0 where none can be read.</param>
/// <param name="MedianHeight">In pixels, upright; 0 where none can be read.</param>
/// <param name="Odd">Those that are far smaller than is usual, the smallest first.</param>
internal sealed record PictureSurvey(
    int Pictures, int Classes, int MedianWidth, int MedianHeight, IReadOnlyList<(string Path, int Width, int Height)> Odd)
{
    /// <summary>Of more files every so-manieth is looked at: the median of these is that of all.</summary>
    private const int MostExamined = 2_000;

    /// <summary>A picture is odd whose shorter side is so many times shorter than usual.</summary>
    private const int OddFactor = 4;

    /// <summary>The shorter side that is usual.</summary>
    internal int MedianSide => Math.Min(MedianWidth, MedianHeight);

    internal static PictureSurvey Of(IReadOnlyList<LabeledFile> files)
    {
        var step = Math.Max(1, files.Count / MostExamined);
        var reader = new PictureFile();
        var sizes = new List<(string Path, int Width, int Height)>();
        for (var i = 0; i < files.Count; i += step)
        {
            if (SizeOf(reader, files[i].ImagePath) is var (width, height))
                sizes.Add((files[i].ImagePath, width, height));
        }
        var side = Median(sizes.Select(size => Math.Min(size.Width, size.Height)));
        return new PictureSurvey(
            files.Count, files.Select(file => file.Label).Distinct().Count(), Median(sizes.Select(size => size.Width)),
            Median(sizes.Select(size => size.Height)),
            [.. sizes.Where(size => Math.Min(size.Width, size.Height) * OddFactor < side).OrderBy(
                size => Math.Min(size.Width, size.Height))]);
    }

    private static (int Width, int Height)? SizeOf(PictureFile reader, string path)
    {
        try
        {
            return PictureDecoder.SizeOf(reader.Read(path));
        }
        catch (Exception e) when (PictureFile.IsOfTheFile(e) || e is IOException)
        {
            return null; // whoever reads it for its pixels says so, and what becomes of it is the user's choice there
        }
    }

    private static int Median(IEnumerable<int> values)
    {
        var ordered = values.Order().ToArray();
        return ordered.Length == 0 ? 0 : ordered[(ordered.Length - 1) / 2];
    }
}
