using static Microsoft.ML.SeNet.ImageFolderFindingKind;
using static Microsoft.ML.SeNet.ImageFolderSeverity;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>What all findings of a kind have in common, a row for each kind.</summary>
internal static class FindingTable
{
    private static readonly Dictionary<ImageFolderFindingKind, Row> s_rows = new()
    {
        [DuplicateWithOtherLabel] = new(
            Error, "the same picture in several classes", "Keep it in the class that it belongs to and delete the others."),
        [TestPictureInTraining] = new(
            Error, "the same picture in train and test", "Delete it from the training part: a test with known pictures proves nothing."),
        [Unreadable] = new(Error, "unreadable picture", "Repair or delete it, or train with OnBadImage.Skip."),
        [TooFewClasses] = new(Error, "too few classes", "Name the folder above the class folders."),
        [EmptyClass] = new(Error, "class without pictures", "Put pictures in its folder, or remove the folder."),
        [PictureOutsideClasses] = new(Error, "picture beside the class folders", "Move it to the folder of its class."),
        [UntrainedClass] = new(Error, "class in test only", "Add training pictures of it, or rename or remove its test folder."),
        [NearDuplicateWithOtherLabel] = new(
            Warning, "look-alikes in several classes", "Look at them; correct the labels, or delete what cannot be told apart."),
        [NearTestPictureInTraining] = new(
            Warning, "look-alikes in train and test", "Look at them; where one was made from the other, delete it from the training part."),
        [Truncated] = new(
            Warning, "picture whose end is missing",
            "Fetch the file again, or delete it: a training refuses what lacks pixels, other programs fill them in."),
        [Blank] = new(Warning, "picture of one color", "Delete it unless nothing is what it shows."),
        [WrongExtension] = new(Warning, "ending that contradicts the content", "Rename it: other programs go by the ending."),
        [IgnoredPicture] = new(
            Warning, "picture passed over for its ending", "Convert or rename it, name its ending in Extensions, or remove it."),
        [Duplicate] = new(
            Warning, "the same picture several times in a class", "Delete all but one: the others add time and no knowledge."),
        [Imbalance] = new(Warning, "classes of very different sizes",
            "Add pictures of the small classes, and judge by the mean over classes, not by the accuracy alone."),
        [UntestedClass] = new(Warning, "class in train only", "Add test pictures of it."),
        [SmallerThanInput] = new(Warning, "pictures smaller than the network's input",
            "Train with a smaller input, or get larger pictures: enlarging adds time and no detail."),
        [NearDuplicate] = new(Note, "look-alikes in a class", "Where they were made from one picture, keep one."),
        [OddSize] = new(Note, "picture of an unusual size", "See whether it is what it should be."),
        [Grayscale] = new(Note, "pictures without colors",
            "See whether they are spread over all classes: else the network learns to tell classes by color."),
        [Turned] = new(Note, "pictures that their EXIF orientation turns",
            "Nothing need be done: the network sees them upright. LoadImages alone would not turn them."),
        [Transparent] = new(Note, "pictures with transparent pixels",
            "Nothing need be done where white suits them: the network sees them on white."),
        [IgnoredFile] = new(Note, "files that are no pictures", "Nothing need be done."),
    };

    /// <summary>What findings of a kind are called.</summary>
    internal static string Title(ImageFolderFindingKind kind) => s_rows[kind].Title;

    /// <summary>Makes a finding.</summary>
    internal static ImageFolderFinding Finding(
        this ImageFolderFindingKind kind, string detail, params IReadOnlyList<ImageFolderFile> files) =>
        new(s_rows[kind].Severity, kind, detail, files, s_rows[kind].Remedy);

    private sealed record Row(ImageFolderSeverity Severity, string Title, string Remedy);
}
