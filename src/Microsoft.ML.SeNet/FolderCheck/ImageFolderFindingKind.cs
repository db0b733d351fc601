using System.Text.Json.Serialization;

namespace Microsoft.ML.SeNet;

/// <summary>What a check of pictures can find, the worst first. "The same picture" is the same size and the same decoded pixels, whatever the file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFolderFindingKind>))]
public enum ImageFolderFindingKind
{
    /// <summary>The same picture is in several classes.</summary>
    DuplicateWithOtherLabel,

    /// <summary>The same picture is in the training and in the test part.</summary>
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

    /// <summary>Pictures that look the same are in the training and in the test part.</summary>
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

    /// <summary>Files that are no pictures are passed over.</summary>
    IgnoredFile,
}
