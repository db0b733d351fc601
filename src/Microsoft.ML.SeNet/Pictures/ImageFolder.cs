namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// A folder that has one folder for each class, with pictures in it or in folders of its own: the layout that torchvision's
/// <c>ImageFolder</c> and Keras read too. Passed over: what is hidden (<c>.DS_Store</c>, <c>._cat.jpg</c>) and files that
/// by their ending are no pictures.
/// </summary>
internal sealed class ImageFolder
{
    /// <summary>What counts as a picture where the caller does not say: the formats that ML.NET reads.</summary>
    internal static readonly IReadOnlyList<string> DefaultExtensions = ["bmp", "gif", "jpeg", "jpg", "png", "webp"];

    private const int NamesShown = 10;

    private readonly string _folder;
    private readonly HashSet<string> _endings;

    private ImageFolder(string folder, IEnumerable<string> extensions)
    {
        _folder = folder;
        _endings = new(extensions.Select(Ending), StringComparer.OrdinalIgnoreCase);
        if (_endings.Count == 0)
            throw new ArgumentException(
                "File extensions of pictures: expected at least one, got none. Leave the argument out for the usual ones.",
                nameof(extensions));
    }

    private string EndingsText => string.Join(", ", _endings.Order(StringComparer.Ordinal));

    /// <summary>All pictures with their classes, in the ordinal order of their paths relative to the folder, written with '/'.</summary>
    /// <param name="folder">The folder of the class folders.</param>
    /// <param name="extensions">What pictures end in, with or without the dot, in any case.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder is not one folder of pictures for each class; the text has all faults.</exception>
    internal static IReadOnlyList<LabeledFile> List(string folder, IEnumerable<string>? extensions = null)
    {
        var images = new ImageFolder(Path.GetFullPath(folder), extensions ?? DefaultExtensions);
        images.RequireFolder();
        return images.List();
    }

    /// <summary>Sees that class folders are not those of splits, which would be learned as classes.</summary>
    /// <exception cref="InvalidDataException">They are.</exception>
    internal static void RequireNoSplits(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(full) && SplitFolders.Of(full) is { AreSplit: true } splits && Path.GetDirectoryName(splits.Train) == full)
            throw new InvalidDataException(
                $"Pictures in '{full}': expected class folders, got folders for training and for "
                + $"{(splits.Test is null ? "validation" : "test")}. Load them with LoadImageSplitsFromFolder, or name one of them: "
                + $"'{splits.Train}'.");
    }

    /// <summary>What is in a folder, be it faulty or not: for those who tell of faults and do not end at them.</summary>
    /// <inheritdoc cref="List(string, IEnumerable{string})"/>
    internal static FolderContents Survey(string folder, IEnumerable<string>? extensions = null)
    {
        var images = new ImageFolder(Path.GetFullPath(folder), extensions ?? DefaultExtensions);
        images.RequireFolder();
        return images.Survey();
    }

    private IReadOnlyList<LabeledFile> List()
    {
        var contents = Survey();
        ThrowIfFaulty(contents);
        return contents.Pictures;
    }

    private FolderContents Survey()
    {
        var classes = FolderWalk.Folders(_folder).OrderBy(Path.GetFileName, StringComparer.Ordinal).ToArray();
        var files = classes
            .SelectMany(folder => FolderWalk.AllFiles(folder), (folder, file) => new LabeledFile(file, Path.GetFileName(folder)))
            .OrderBy(
                file => Path.GetRelativePath(_folder, file.ImagePath).Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal)
            .ToLookup(file => IsPicture(file.ImagePath));
        var beside = FolderWalk.Files(_folder).Order(StringComparer.Ordinal).ToLookup(IsPicture);
        return new FolderContents(
            _folder,
            [.. classes.Select(folder => Path.GetFileName(folder))],
            [.. files[true]],
            [.. beside[true]],
            [.. files[false].Select(file => file.ImagePath), .. beside[false]]);
    }

    private void RequireFolder()
    {
        var got = File.Exists(_folder) ? "a file" : "nothing at this path";
        if (!Directory.Exists(_folder))
            throw new DirectoryNotFoundException(
                $"Pictures in '{_folder}': expected a folder with one folder for each class, got {got}. Check the path.");
    }

    private void ThrowIfFaulty(FolderContents contents)
    {
        var faults = new List<string>();
        if (contents.Classes.Count == 0)
            faults.Add("Expected one folder for each class, got no folder.");
        if (contents.Loose.Count > 0)
            faults.Add(
                $"Expected pictures in class folders only, got {Names([.. contents.Loose.Select(file => Path.GetFileName(file))])} beside "
                + "them. Move each to the folder of its class.");
        if (contents.EmptyClasses is { Length: > 0 } empty)
            faults.Add(
                $"Expected pictures ({EndingsText}) in each class folder, got none in {Names(empty)}. "
                + "Remove these folders, or put pictures in them.");
        if (faults.Count > 0)
            throw new InvalidDataException($"Pictures in '{_folder}': {string.Join(" ", faults)}");
    }

    private bool IsPicture(string file) => _endings.Contains(Path.GetExtension(file));

    private static string Ending(string extension) =>
        string.IsNullOrEmpty(extension?.TrimStart('.'))
            ? throw new ArgumentException(
                "File extensions of pictures: expected names such as 'jpg', "
                + $"got {(extension is null ? "null" : $"'{extension}'")}.", "extensions")
            : "." + extension.TrimStart('.').ToLowerInvariant();

    internal static string Names(string[] names) =>
        string.Join(", ", names.Take(NamesShown).Select(name => $"'{name}'"))
        + (names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "");
}

/// <summary>A picture and its class, as ML.NET reads rows of a data view from objects.</summary>
/// <param name="ImagePath">The full path of the picture.</param>
/// <param name="Label">The name of its class.</param>
internal sealed record LabeledFile(string ImagePath, string Label);

/// <summary>What a folder with one folder for each class holds, hidden files aside. Paths are full.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="Classes">The names of the class folders, in ordinal order.</param>
/// <param name="Pictures">The pictures in them, in the ordinal order of their paths relative to the folder.</param>
/// <param name="Loose">Pictures beside the class folders.</param>
/// <param name="Others">Files that by their ending are no pictures.</param>
internal sealed record FolderContents(
    string Folder, IReadOnlyList<string> Classes, IReadOnlyList<LabeledFile> Pictures,
    IReadOnlyList<string> Loose, IReadOnlyList<string> Others)
{
    /// <summary>The classes without a picture.</summary>
    internal string[] EmptyClasses => [.. Classes.Except(Pictures.Select(picture => picture.Label))];
}

/// <summary>
/// Lists the files below a folder, through symbolic links too, without what is hidden: by attribute on Windows, by a leading dot elsewhere.
/// A folder that may not be read is an error, not an absence.
/// </summary>
internal static class FolderWalk
{
    private static readonly EnumerationOptions s_visible =
        new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };

    /// <summary>The visible files right in a folder.</summary>
    internal static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", s_visible);

    /// <summary>The visible folders right in a folder.</summary>
    internal static IEnumerable<string> Folders(string folder) => Directory.EnumerateDirectories(folder, "*", s_visible);

    /// <summary>The visible files in a folder and in all folders below it.</summary>
    /// <exception cref="InvalidDataException">A symbolic link leads back to a folder that it is in.</exception>
    internal static IEnumerable<string> AllFiles(string folder) => AllFiles(folder, [RealPath(folder)]);

    // The real path of each folder on the way down tells a link back up from a link elsewhere.
    private static IEnumerable<string> AllFiles(string folder, string[] way) =>
        Files(folder).Concat(Folders(folder).SelectMany(inner => AllFiles(inner, [.. way, Enter(inner, way)])));

    private static string Enter(string folder, string[] way)
    {
        var real = IsLink(folder) ? RealPath(folder) : Path.Combine(way[^1], Path.GetFileName(folder));
        if (way.Any(passed => Path.Join(passed, "/").StartsWith(Path.Join(real, "/"), StringComparison.Ordinal)))
            throw new InvalidDataException(
                $"Pictures in '{folder}': expected folders that end somewhere, got a symbolic link back to '{real}', "
                + "which this folder is in. Remove the link.");
        return real;
    }

    private static bool IsLink(string folder) => new DirectoryInfo(folder).LinkTarget is not null;

    /// <summary>The path without any symbolic link in it. The folder must exist, so its links end somewhere.</summary>
    private static string RealPath(string folder)
    {
        var full = Path.GetFullPath(folder);
        var real = Path.GetPathRoot(full)!;
        foreach (var name in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            if (Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = RealPath(target.FullName);
        }
        return real;
    }
}
