using System.Runtime.ExceptionServices;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>Checks a folder of labeled pictures before hours of training are spent on it:
/// lists, looks at each picture once, compares.</summary>
internal static class ImageFolderCheck
{
    /// <summary>Checks one folder, the splits in it, or two folders.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    internal static ImageFolderReport Run(string trainFolder, string? testFolder, ImageFolderCheckOptions options)
    {
        var folders = testFolder is null ? SplitFolders.Of(trainFolder) : new SplitFolders(trainFolder, null, testFolder);
        var parts = Parts(folders, options.Extensions);
        var classes = Classes(parts);
        var pictures = Examine([.. parts.SelectMany(part => part.Pictures())], options);
        var median = MedianSize.Of([.. pictures.Select(picture => picture.Examination.Facts).OfType<PictureFacts>()]);
        var findings = FolderFindings.Of(parts, classes, options)
            .Concat(PictureFindings.Of(pictures, median, options))
            .Concat(DuplicateFindings.Of(pictures, options));
        return new ImageFolderReport
        {
            TrainFolder = parts[0].Contents.Folder,
            ValidationFolder = FolderOf(ImageFolderPart.Validation),
            TestFolder = FolderOf(ImageFolderPart.Test),
            Layout = folders.Note,
            Classes = classes,
            MedianWidth = median.Width,
            MedianHeight = median.Height,
            // Stable: within a kind the order of the pictures stays.
            Findings = [.. findings.OrderBy(finding => finding.Severity).ThenBy(finding => finding.Kind)],
        };

        string? FolderOf(ImageFolderPart wanted) => parts.Find(part => part.Part == wanted)?.Contents.Folder;
    }

    private static List<CheckedPart> Parts(SplitFolders folders, IReadOnlyList<string>? extensions)
    {
        (ImageFolderPart Part, string? Folder, string Prefix)[] parts =
        [
            (ImageFolderPart.Train, folders.Train, folders.AreSplit ? "train/" : ""),
            (ImageFolderPart.Validation, folders.Validation, "validation/"),
            (ImageFolderPart.Test, folders.Test, "test/"),
        ];
        return [.. parts.Where(part => part.Folder is not null)
            .Select(part => new CheckedPart(part.Part, ImageFolder.Survey(part.Folder!, extensions), part.Prefix))];
    }

    private static ImageFolderClass[] Classes(IReadOnlyList<CheckedPart> parts)
    {
        var counts = parts.SelectMany(part => part.Contents.Pictures, (part, picture) => (picture.Label, part.Part))
            .CountBy(one => one).ToDictionary();
        return [.. parts
            .SelectMany(part => part.Contents.Classes)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(name => new ImageFolderClass(
                name, counts.GetValueOrDefault((name, ImageFolderPart.Train)), counts.GetValueOrDefault((name, ImageFolderPart.Test)))
            {
                Validation = counts.GetValueOrDefault((name, ImageFolderPart.Validation)),
            })];
    }

    private static CheckedPicture[] Examine(ImageFolderFile[] files, ImageFolderCheckOptions options)
    {
        var pictures = new CheckedPicture[files.Length];
        var (gate, done) = (new Lock(), 0);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.DecodingThreads ?? Environment.ProcessorCount, CancellationToken = options.CancellationToken
        };
        try
        {
            Parallel.For(0, files.Length, parallel, () => new PictureExaminer(), (place, _, examiner) =>
            {
                pictures[place] = new CheckedPicture(files[place], examiner.Examine(files[place].Path));
                lock (gate)
                    options.ProgressCallback?.Invoke(new ImageFolderCheckProgress(++done, files.Length));
                return examiner;
            }, _ => { });
        }
        catch (AggregateException e)
        {
            // What the caller's callback throws is the caller's to catch, as it was thrown.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        return pictures;
    }
}

/// <summary>A folder that is checked.</summary>
/// <param name="Part">What it is for.</param>
/// <param name="Contents">What is in it.</param>
/// <param name="Prefix">What the names of its files begin with.</param>
internal sealed record CheckedPart(ImageFolderPart Part, FolderContents Contents, string Prefix)
{
    internal IEnumerable<ImageFolderFile> Pictures() =>
        Contents.Pictures.Select(picture => new ImageFolderFile(Name(picture.ImagePath), picture.ImagePath, Part, picture.Label));

    /// <summary>A file that is no picture of a class.</summary>
    internal ImageFolderFile File(string path)
    {
        var relative = Relative(path);
        return new ImageFolderFile(Name(path), path, Part, relative.Contains('/') ? relative[..relative.IndexOf('/')] : null);
    }

    private string Name(string path) => Prefix + Relative(path);

    private string Relative(string path) => Path.GetRelativePath(Contents.Folder, path).Replace(Path.DirectorySeparatorChar, '/');
}

/// <summary>A picture that was looked at.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Examination">What it told.</param>
internal sealed record CheckedPicture(ImageFolderFile File, Examination Examination);
