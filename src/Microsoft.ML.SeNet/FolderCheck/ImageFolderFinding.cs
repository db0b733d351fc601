using System.Text.Json.Serialization;

namespace Microsoft.ML.SeNet;

/// <summary>One thing that a check of pictures has found, and that one may want to do something about.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">What is peculiar to this one: a reason, a size, the labels.</param>
/// <param name="Files">The files concerned, those of the training part first, each in the ordinal order of their names;
/// none where a class is.</param>
/// <param name="Remedy">What to do, in one line.</param>
public sealed record ImageFolderFinding(
    ImageFolderSeverity Severity, ImageFolderFindingKind Kind, string Detail, IReadOnlyList<ImageFolderFile> Files, string Remedy);

/// <summary>A file of a folder of pictures.</summary>
/// <param name="Name">Its path relative to the folder of its part, with '/', after "train/", "validation/" or "test/"
/// where several parts were checked.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Part">The part that it is in.</param>
/// <param name="Label">The name of its class folder; null for a file beside them.</param>
public sealed record ImageFolderFile(string Name, string Path, ImageFolderPart Part, string? Label);

/// <summary>How bad a finding is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFolderSeverity>))]
public enum ImageFolderSeverity
{
    /// <summary>Training or its figures are wrong with it.</summary>
    Error,

    /// <summary>Most probably not meant so.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Note,
}

/// <summary>The part of the data that a file is in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFolderPart>))]
public enum ImageFolderPart
{
    /// <summary>What is trained on.</summary>
    Train,

    /// <summary>What the best epoch is chosen by.</summary>
    Validation,

    /// <summary>What the result is measured with.</summary>
    Test,
}

/// <summary>What a check of pictures can find, the worst first. "The same picture" is the same size and the same decoded pixels,
/// whatever the file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFolderFindingKind>))]
public enum ImageFolderFindingKind
{
    /// <summary>The same picture is in several classes.</summary>
    DuplicateWithOtherLabel,

    /// <summary>The same picture is in several of the training, validation and test parts.</summary>
    TestPictureInTraining,

    /// <summary>A file that should be a picture cannot be read.</summary>
    Unreadable,

    /// <summary>There are not two classes.</summary>
    TooFewClasses,

    /// <summary>A class has no picture.</summary>
    EmptyClass,

    /// <summary>A picture is beside the class folders.</summary>
    PictureOutsideClasses,

    /// <summary>A class is in the test part only.</summary>
    UntrainedClass,

    /// <summary>Pictures that look the same are in several classes.</summary>
    NearDuplicateWithOtherLabel,

    /// <summary>Pictures that look the same are in several of the training, validation and test parts.</summary>
    NearTestPictureInTraining,

    /// <summary>A picture's file ends before the picture does.</summary>
    Truncated,

    /// <summary>A picture is all of one color.</summary>
    Blank,

    /// <summary>A file's ending names another format than its content has.</summary>
    WrongExtension,

    /// <summary>A picture by its content is passed over for its ending.</summary>
    IgnoredPicture,

    /// <summary>The same picture is several times in a class.</summary>
    Duplicate,

    /// <summary>Some class has many times the pictures of another.</summary>
    Imbalance,

    /// <summary>A class is in the training part only.</summary>
    UntestedClass,

    /// <summary>Pictures have less pixels than the network's input.</summary>
    SmallerThanInput,

    /// <summary>Pictures that look the same are in a class.</summary>
    NearDuplicate,

    /// <summary>A picture is much smaller, larger or more elongated than is usual.</summary>
    OddSize,

    /// <summary>Pictures without colors are among many with colors.</summary>
    Grayscale,

    /// <summary>Pictures are turned upright by their EXIF orientation.</summary>
    Turned,

    /// <summary>Pictures have transparent pixels, which are put on white.</summary>
    Transparent,

    /// <summary>Files that are no pictures are passed over.</summary>
    IgnoredFile,
}
