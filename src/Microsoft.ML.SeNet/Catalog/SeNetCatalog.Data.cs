using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML;

/// <summary>Adds SE-ResNets, and what feeds them, to ML.NET's catalogs.</summary>
public static partial class SeNetCatalog
{
    /// <summary>
    /// Lists the pictures of a folder that has one folder for each class, which may have folders of its own. The pictures themselves are not read:
    /// <c>LoadImages</c> does that from the paths.
    /// </summary>
    /// <param name="catalog">The catalog of the context, <c>mlContext.Data</c>.</param>
    /// <param name="path">The folder of the class folders.</param>
    /// <param name="imagePathColumnName">The name of the text column with the full path of each picture.</param>
    /// <param name="labelColumnName">The name of the text column with the name of its class folder.</param>
    /// <param name="extensions">
    /// What pictures end in, in any case, with or without the dot; null stands for bmp, gif, jpeg, jpg, png and webp. Other files, and hidden files and
    /// folders, are passed over. Symbolic links are followed.
    /// </param>
    /// <returns>One row for each picture, in the ordinal order of the paths relative to <paramref name="path"/>: the same on every machine.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// There are no class folders, a class folder without pictures, pictures beside the class folders, or a symbolic link back to a folder that it is in.
    /// </exception>
    /// <exception cref="ArgumentException">The path or a column name is empty, both columns have one name, or an extension is empty.</exception>
    public static IDataView LoadImagesFromFolder(
        this DataOperationsCatalog catalog,
        string path,
        string imagePathColumnName = "ImagePath",
        string labelColumnName = "Label",
        IEnumerable<string>? extensions = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(imagePathColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        if (imagePathColumnName == labelColumnName)
            throw new ArgumentException($"Column names: expected two, got '{labelColumnName}' for both the path and the label. Give one of them another name.", nameof(labelColumnName));
        var columns = SchemaDefinition.Create(typeof(LabeledFile));
        var (imagePath, label) = (columns[nameof(LabeledFile.ImagePath)], columns[nameof(LabeledFile.Label)]);
        (imagePath.ColumnName, label.ColumnName) = (imagePathColumnName, labelColumnName);
        return catalog.LoadFromEnumerable(ImageFolder.List(path, extensions), columns);
    }
}
