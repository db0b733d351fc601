namespace Microsoft.ML.SeNet.Data;

/// <summary>
/// A folder that has one folder for each class, with pictures in it or in folders of its own: the layout that torchvision's <c>ImageFolder</c>
/// and Keras read too. Passed over: what is hidden (<c>.DS_Store</c>, <c>._cat.jpg</c>) and files that by their ending are no pictures.
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
            throw new ArgumentException("File extensions of pictures: expected at least one, got none. Leave the argument out for the usual ones.", nameof(extensions));
    }

    private string EndingsText => string.Join(", ", _endings.Order(StringComparer.Ordinal));

    /// <summary>All pictures with their classes, in the ordinal order of their paths relative to the folder, written with '/'.</summary>
    /// <param name="folder">The folder of the class folders.</param>
    /// <param name="extensions">What pictures end in, with or without the dot, in any case.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder is not one folder of pictures for each class; the text has all faults.</exception>
    internal static IReadOnlyList<LabelledFile> List(string folder, IEnumerable<string>? extensions = null)
    {
        var images = new ImageFolder(Path.GetFullPath(folder), extensions ?? DefaultExtensions);
        images.RequireFolder();
        return images.List();
    }

    private List<LabelledFile> List()
    {
        var classes = FolderWalk.Folders(_folder)
            .OrderBy(Path.GetFileName, StringComparer.Ordinal)
            .Select(folder => (Name: Path.GetFileName(folder), Files: FolderWalk.AllFiles(folder).Where(IsPicture).ToList()))
            .ToList();
        ThrowIfFaulty([.. classes.Select(one => one.Name)], [.. classes.Where(one => one.Files.Count == 0).Select(one => one.Name)]);
        return [.. classes
            .SelectMany(one => one.Files, (one, file) => new LabelledFile(file, one.Name))
            .OrderBy(file => Path.GetRelativePath(_folder, file.ImagePath).Replace(Path.DirectorySeparatorChar, '/'), StringComparer.Ordinal)];
    }

    private void RequireFolder()
    {
        var got = File.Exists(_folder) ? "a file" : "nothing at this path";
        if (!Directory.Exists(_folder))
            throw new DirectoryNotFoundException($"Pictures in '{_folder}': expected a folder with one folder for each class, got {got}. Check the path.");
    }

    private void ThrowIfFaulty(string[] classes, string[] empty)
    {
        var loose = FolderWalk.Files(_folder).Where(IsPicture).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToArray();
        var faults = new List<string>();
        if (classes.Length == 0)
            faults.Add("Expected one folder for each class, got no folder.");
        if (loose.Length > 0)
            faults.Add($"Expected pictures in class folders only, got {Names(loose)} beside them. Move each to the folder of its class.");
        if (empty.Length > 0)
            faults.Add($"Expected pictures ({EndingsText}) in each class folder, got none in {Names(empty)}. Remove these folders, or put pictures in them.");
        if (faults.Count > 0)
            throw new InvalidDataException($"Pictures in '{_folder}': {string.Join(" ", faults)}");
    }

    private bool IsPicture(string file) => _endings.Contains(Path.GetExtension(file));

    private static string Ending(string extension) =>
        string.IsNullOrEmpty(extension?.TrimStart('.'))
            ? throw new ArgumentException($"File extensions of pictures: expected names such as 'jpg', got {(extension is null ? "null" : $"'{extension}'")}.", "extensions")
            : "." + extension.TrimStart('.').ToLowerInvariant();

    private static string Names(string[] names) =>
        string.Join(", ", names.Take(NamesShown).Select(name => $"'{name}'")) + (names.Length > NamesShown ? $" and {names.Length - NamesShown} more" : "");
}
