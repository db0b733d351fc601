using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.FolderCheck;

namespace Microsoft.ML;

public static partial class SeNetCatalog
{
    /// <summary>
    /// Looks through a folder that has one folder for each class, before hours of training are spent on it: unreadable and cut pictures, the same or
    /// nearly the same picture in several classes, in train and test or several times in a class, misnamed and passed-over files, class counts,
    /// odd sizes, blank and gray pictures. Every picture is decoded once, on all processors; of each less than a kilobyte is kept.
    /// </summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.Data</c>.</param>
    /// <param name="trainFolder">The folder of the class folders, as for <c>LoadImagesFromFolder</c>.</param>
    /// <param name="testFolder">Such a folder with the pictures to test with; null where there is none.</param>
    /// <param name="options">What is worth telling; null stands for the defaults.</param>
    /// <returns>The findings, the worst first; the same ones each time and on every machine whose decoders give the same pixels.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A symbolic link leads back to a folder that it is in.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all that are.</exception>
    /// <exception cref="ArgumentException">A path or an extension is empty, or both folders are the same.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    public static ImageFolderReport CheckImageFolder(this DataOperationsCatalog catalog, string trainFolder, string? testFolder = null, ImageFolderCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(trainFolder);
        options ??= new ImageFolderCheckOptions();
        options.Check();
        if (testFolder is not null)
            RequireOther(trainFolder, testFolder);
        return ImageFolderCheck.Run(trainFolder, testFolder, options);
    }

    private static void RequireOther(string trainFolder, string testFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(testFolder);
        var (train, test) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(trainFolder)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(testFolder)));
        if (train == test)
            throw new ArgumentException($"Folders of pictures: expected two, got '{train}' for both training and test. Leave the test folder out where there is none.", nameof(testFolder));
    }
}
