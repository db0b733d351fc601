namespace Microsoft.ML.SeNet.Pictures;

/// <summary>What a folder with one folder for each class holds, hidden files aside. Paths are full.</summary>
/// <param name="Folder">Its full path.</param>
/// <param name="Classes">The names of the class folders, in ordinal order.</param>
/// <param name="Pictures">The pictures in them, in the ordinal order of their paths relative to the folder.</param>
/// <param name="Loose">Pictures beside the class folders.</param>
/// <param name="Others">Files that by their ending are no pictures.</param>
internal sealed record FolderContents(
    string Folder, IReadOnlyList<string> Classes, IReadOnlyList<LabeledFile> Pictures, IReadOnlyList<string> Loose, IReadOnlyList<string> Others)
{
    /// <summary>The classes without a picture.</summary>
    internal string[] EmptyClasses => [.. Classes.Except(Pictures.Select(picture => picture.Label))];
}
