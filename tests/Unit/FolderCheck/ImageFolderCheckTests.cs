using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Pictures;
using static Microsoft.ML.SeNet.ImageFolderFindingKind;
using static Microsoft.ML.SeNet.Tests.FolderCheck.PictureFolder;

namespace Microsoft.ML.SeNet.Tests.FolderCheck;

/// <summary>Each finding on a few drawn pictures: what it is, about which files, and that nothing else is found.</summary>
public sealed class ImageFolderCheckTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CheckImageFolder_SoundFolders_FindsNothing()
    {
        _folder.WriteScenes("train/a/1.png", "train/a/2.jpg", "train/b/1.bmp", "test/a/1.png", "test/b/1.png");

        var report = Check(withTest: true);

        Assert.Empty(report.Findings);
        Assert.Equal([new ImageFolderClass("a", 2, 1), new ImageFolderClass("b", 1, 1)], report.Classes);
        Assert.Equal((3, 2, 2, 48, 36, false),
            (report.TrainCount, report.TestCount, report.ImbalanceRatio, report.MedianWidth, report.MedianHeight, report.HasErrors));
    }

    [Fact]
    public void CheckImageFolder_SamePixelsInOneClass_IsADuplicateWhateverTheFormat()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png");
        _folder.Write("train/b/2.bmp", Scene(1001));

        Assert.Equal(["Warning Duplicate [b/1.png, b/2.bmp] 2 files in 'b'"], Told(Check()));
    }

    [Fact]
    public void CheckImageFolder_SamePictureInTwoClasses_IsTheWorst()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png");
        _folder.Write("train/a/2.png", Scene(1001));
        _folder.Write("train/a/3.png", [1, 2, 3]);

        var told = Told(Check());

        Assert.Equal("Error DuplicateWithOtherLabel [a/2.png, b/1.png] 2 files in 'a', 'b'", told[0]);
        Assert.StartsWith("Error Unreadable", Assert.Single(told[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public void CheckImageFolder_SamePictureInBothParts_IsAnError()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png");
        _folder.Write("test/b/2.png", Scene(1001));

        Assert.Equal(["Error TestPictureInTraining [train/b/1.png, test/b/2.png] 2 files in 'b', 1 of them in the test part"],
            Told(Check(withTest: true)));
    }

    [Fact]
    public void CheckImageFolder_SamePictureInOtherPartAndClass_IsToldAsBoth()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/b/1.png");
        _folder.Write("test/a/2.png", Scene(1001));

        Assert.Equal(
            [
                "Error DuplicateWithOtherLabel [train/b/1.png, test/a/2.png] 2 files in 'a', 'b'",
                "Error TestPictureInTraining [train/b/1.png, test/a/2.png] 2 files in 'a', 'b', 1 of them in the test part",
            ],
            Told(Check(withTest: true)));
    }

    [Fact]
    public void CheckImageFolder_VersionsOfAPicture_AreNearDuplicates()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "train/b/2.png", "test/a/1.png", "test/b/1.png");
        _folder.Write("train/a/2.png", Resized(Scene(1000), 70, 50));
        _folder.Write("train/a/3.png", Changed(Scene(1001), value => value + 20));
        _folder.Write("test/b/2.jpg", Scene(1002));

        Assert.Equal(
            [
                "Warning NearDuplicateWithOtherLabel [train/a/3.png, train/b/1.png] 2 files in 'a', 'b'",
                "Warning NearTestPictureInTraining [train/b/2.png, test/b/2.jpg] 2 files in 'b', 1 of them in the test part",
                "Note NearDuplicate [train/a/1.png, train/a/2.png] 2 files in 'a'",
            ],
            Told(Check(withTest: true)));
        Assert.Empty(Check(withTest: true, new() { NearDuplicateDistance = null }).Findings);
    }

    [Fact]
    public void CheckImageFolder_UnreadablePictures_AreToldWithTheirReasons()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png");
        _folder.Write("train/a/empty.png", []);
        _folder.Write("train/a/page.jpg", "<!DOCTYPE html>"u8.ToArray());
        _folder.Write("train/a/scan.png", [0x49, 0x49, 42, 0, 8, 0, 0, 0]);

        const string Expected = "The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got";
        Assert.Equal(
            [
                "Error Unreadable [a/empty.png] expected a picture file, got one without bytes: empty, or a named pipe or device.",
                $"Error Unreadable [a/page.jpg] {Expected} a web page (HTML).",
                $"Error Unreadable [a/scan.png] {Expected} TIFF, which is not read. Convert it to JPEG or PNG.",
            ],
            Told(Check()));
    }

    [SkippableFact]
    public async Task CheckImageFolder_NamedPipes_AreToldAndNotWaitedFor()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png");
        NamedPipe.Make(_folder["train/a/pipe.png"]);
        NamedPipe.Make(_folder["train/b/pipe"]);

        var report = await NamedPipe.WithoutWaiting(() => Check());

        Assert.Equal(
            [
                "Error Unreadable [a/pipe.png] expected a picture file, got one without bytes: empty, or a named pipe or device.",
                "Note IgnoredFile [b/pipe] passed over",
            ],
            Told(report));
    }

    [Fact]
    public void CheckImageFolder_TooLargePicture_IsTold()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png");
        _folder.Write("train/a/large.png", PictureDecoderTests.PngHeader(30_000, 30_000));

        Assert.Equal(
            [
                "Error Unreadable [a/large.png] The picture is too large to be decoded: expected at most 250,000,000 pixels, "
                + "got 30,000 x 30,000. Make it smaller.",
            ],
            Told(Check()));
    }

    [Fact]
    public void CheckImageFolder_TurnedAndTransparentPictures_AreCounted()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png");
        _folder.Write("train/a/2.jpg", ExifOrientationTests.Jpeg(1, "little"));
        _folder.Write("train/b/2.jpg", ExifOrientationTests.Jpeg(6, "little"));
        var rgba = new byte[48 * 36 * 4];
        for (var i = 0; i < rgba.Length; i += 4)
            (rgba[i], rgba[i + 3]) = ((byte)(i / 96), (byte)(255 - (i / 192)));
        using (var image = MLImage.CreateFromPixels(48, 36, MLPixelFormat.Rgba32, rgba))
            image.Save(_folder["train/b/3.png"]);

        var report = Check(options: new() { NearDuplicateDistance = null, SizeFactor = 9 });

        Assert.Equal(["Note Turned [b/2.jpg] 1 of 5", "Note Transparent [b/3.png] 1 of 5"], Told(report));
        Assert.EndsWith(
            "\nNote: pictures that their EXIF orientation turns. Nothing need be done: the network sees them upright. LoadImages alone "
            + "would not turn them.\n  b/2.jpg: 1 of 5\n"
            + "Note: pictures with transparent pixels. Nothing need be done where white suits them: the network sees them on white.\n"
            + "  b/3.png: 1 of 5\n", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void CheckImageFolder_CutJpeg_IsToldOneWayOrTheOther()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "train/b/2.jpg");
        var whole = File.ReadAllBytes(_folder["train/b/2.jpg"]);
        _folder.Write("train/b/2.jpg", whole[..(3 * whole.Length / 4)]);

        // Whether half a picture can be read is the decoder's to say.
        var finding = Assert.Single(Check().Findings);
        Assert.Contains(finding.Kind, new[] { Truncated, Unreadable });
        Assert.Equal("b/2.jpg", finding.Files[0].Name);
    }

    [Fact]
    public void CheckImageFolder_JpegWithoutItsEnd_IsTruncated()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "train/b/2.jpg");
        _folder.Write("train/b/2.jpg", File.ReadAllBytes(_folder["train/b/2.jpg"])[..^2]);

        Assert.Equal(["Warning Truncated [b/2.jpg] the file is JPEG and ends too early"], Told(Check()));
    }

    [Fact]
    public void CheckImageFolder_MisnamedAndOtherFiles_AreTold()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "train/b/2.png");
        File.Move(_folder["train/b/2.png"], _folder["train/b/2.jpg"]);
        File.Copy(_folder["train/a/1.png"], _folder["train/a/1.png.old"]);
        _folder.Write("train/a/.hidden", [1]);
        _folder.Write("train/b/notes.txt", "yes"u8.ToArray());
        _folder.Write("train/read.me", "no"u8.ToArray());

        Assert.Equal(
            [
                "Warning WrongExtension [b/2.jpg] PNG by its content",
                "Warning IgnoredPicture [a/1.png.old] PNG by its content",
                "Note IgnoredFile [b/notes.txt, read.me] passed over",
            ],
            Told(Check()));
        Assert.Equal(["b", null], Check().FindingsOf(IgnoredFile).Single().Files.Select(file => file.Label));
    }

    [Fact]
    public void CheckImageFolder_ClassesThatDoNotFit_AreTold()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "train/c.png", "test/a/1.png", "test/d/1.png");
        Directory.CreateDirectory(_folder["train/e"]);

        Assert.Equal(
            [
                $"Error EmptyClass [] 'e' in '{_folder["train"]}'",
                "Error PictureOutsideClasses [train/c.png] not in a class",
                "Error UntrainedClass [] 'd'",
                "Warning UntestedClass [] 'b'",
                "Warning UntestedClass [] 'e'",
            ],
            Told(Check(withTest: true)));
    }

    [Fact]
    public void CheckImageFolder_FewerThanTwoClasses_IsAnError()
    {
        Directory.CreateDirectory(_folder["train"]);
        Assert.Equal(
            [$"Error TooFewClasses [] expected a folder for each of two classes or more in '{_folder["train"]}', got none"], Told(Check()));

        _folder.WriteScenes("train/a/1.png");
        Assert.Equal([$"Error TooFewClasses [] expected a folder for each of two classes or more in '{_folder["train"]}', got 'a' alone"],
            Told(Check()));
    }

    [Fact]
    public void CheckImageFolder_ClassesOfDifferentSizes_AreTold()
    {
        _folder.WriteScenes("train/a/1.png", "train/b/1.png", "train/b/2.png", "train/b/3.png");

        Assert.Equal(["Warning Imbalance [] 'b' has 3 training pictures, 'a' 1: 3 times as many"],
            Told(Check(options: new() { ImbalanceRatio = 2.9 })));
        Assert.Empty(Check(options: new() { ImbalanceRatio = 3 }).Findings);
    }

    [Fact]
    public void CheckImageFolder_UnusualSizes_AreTold()
    {
        _folder.WriteScenes("train/a/1.png", "train/a/2.png", "train/a/3.png", "train/a/4.png", "train/b/1.png");
        _folder.Write("train/b/large.png", Scene(1, 200, 160));
        _folder.Write("train/b/long.png", Scene(2, 100, 30));
        _folder.Write("train/b/small.png", Scene(3, 12, 8));

        Assert.Equal(
            [
                "Note OddSize [b/large.png] large: 200 x 160 pixels, the median is 48 x 36",
                "Note OddSize [b/long.png] elongated: 100 x 30 pixels, the median is 48 x 36",
                "Note OddSize [b/small.png] small: 12 x 8 pixels, the median is 48 x 36",
            ],
            Told(Check()));
        Assert.Equal(
            ["Warning SmallerThanInput [b/long.png, b/small.png] 2 of 8 have a side of less than 36 pixels"],
            Told(Check(options: new() { InputSize = 36, SizeFactor = 9, ElongationFactor = 9 })));
    }

    [Fact]
    public void CheckImageFolder_BlankAndGrayPictures_AreTold()
    {
        _folder.WriteScenes("train/a/1.png", "train/a/2.png", "train/b/1.png");
        _folder.Write("train/a/white.png", SomePictures.Constant(48, 36, 255, 255, 255));
        _folder.Write("train/b/green.png", SomePictures.Constant(48, 36, 0, 250, 0));
        var gray = Scene(1);
        for (var i = 0; i < gray.Span.Length; i += 3)
            (gray.Span[i], gray.Span[i + 2]) = (gray.Span[i + 1], gray.Span[i + 1]);
        _folder.Write("train/b/gray.png", gray);

        Assert.Equal(
            [
                "Warning Blank [a/white.png] 48 x 36 pixels",
                "Warning Blank [b/green.png] 48 x 36 pixels",
                "Note Grayscale [b/gray.png] 1 of 4",
            ],
            Told(Check()));
    }

    [Fact]
    public void CheckImageFolder_Twice_GivesTheSameReportWhateverTheThreads()
    {
        _folder.WriteScenes([.. Enumerable.Range(0, 30).Select(number => $"train/{(char)('a' + (number % 3))}/{number}.png")]);
        _folder.Write("train/a/x.png", Scene(1003));
        _folder.Write("train/b/y.jpg", Scene(1004));

        var reports = new[] { 1, 2, 7 }.Select(threads => Check(options: new() { DecodingThreads = threads }).ToString());

        Assert.Single(reports.Distinct());
    }

    private ImageFolderReport Check(bool withTest = false, ImageFolderCheckOptions? options = null) =>
        new MLContext(1).Data.CheckImageFolder(_folder["train"], withTest ? _folder["test"] : null, options);

    private static string[] Told(ImageFolderReport report) =>
        [.. report.Findings.Select(finding =>
            $"{finding.Severity} {finding.Kind} [{string.Join(", ", finding.Files.Select(file => file.Name))}] {finding.Detail}")];
}
