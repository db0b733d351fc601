using System.Text.Json;
using Microsoft.ML.SeNet.FolderCheck;

namespace Microsoft.ML.SeNet.Tests.FolderCheck;

/// <summary>How a report reads, for people and for programs; and what is refused.</summary>
public sealed class ImageFolderReportTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ToString_SomeFindings_TellsThemAll()
    {
        _folder.WriteScenes("train/a/1.png", "train/cat/1.png", "test/a/1.png", "test/cat/1.png");
        foreach (var number in Enumerable.Range(1, 7))
            _folder.Write($"train/a/copy{number}.png", PictureFolder.Scene(1000));
        foreach (var number in Enumerable.Range(1, 6))
            _folder.Write($"test/cat/x{number}.png", [(byte)number]);

        Assert.Equal(
            $"""
            Pictures in '{_folder["train"]}', test part in '{_folder["test"]}'
            9 pictures and 8 to test of 2 classes, median size 48 x 36, the largest class 8 times the smallest
            6 errors, 1 warning, 0 notes
              a           8         1
              cat         1         7
            Error: unreadable picture (6 times). Repair or delete it, or train with OnBadImage.Skip.
              test/cat/x1.png: The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got 1 bytes that begin with 01.
              test/cat/x2.png: The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got 1 bytes that begin with 02.
              test/cat/x3.png: The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got 1 bytes that begin with 03.
              test/cat/x4.png: The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got 1 bytes that begin with 04.
              test/cat/x5.png: The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, got 1 bytes that begin with 05.
              and 1 more
            Warning: the same picture several times in a class. Delete all but one: the others add time and no knowledge.
              train/a/1.png, train/a/copy1.png, train/a/copy2.png, train/a/copy3.png and 4 more: 8 files in 'a'

            """.ReplaceLineEndings("\n"),
            new MLContext(1).Data.CheckImageFolder(_folder["train"], _folder["test"]).ToString());
    }

    [Fact]
    public void Report_ThroughJson_ComesBack()
    {
        _folder.WriteScenes("a/1.png", "b/1.png");
        _folder.Write("b/2.png", PictureFolder.Scene(1000));
        _folder.Write("notes.txt", [1]);
        var report = Check();

        var json = JsonSerializer.Serialize(report);
        var back = JsonSerializer.Deserialize<ImageFolderReport>(json)!;

        Assert.Contains("\"Severity\":\"Error\",\"Kind\":\"DuplicateWithOtherLabel\"", json, StringComparison.Ordinal);
        Assert.Contains("\"HasErrors\":true", json, StringComparison.Ordinal);
        Assert.Equal((report.ToString(), json), (back.ToString(), JsonSerializer.Serialize(back)));
        Assert.Equal(json.Length > 0, JsonSerializer.Serialize(report.Findings).Length > 0);
    }

    [Fact]
    public void Title_EveryKind_HasARow() =>
        Assert.All(Enum.GetValues<ImageFolderFindingKind>(), kind => Assert.NotEmpty(FindingTable.Title(kind) + kind.Finding("").Remedy));

    [Fact]
    public void Severity_OfTheKindsInOrder_NeverGetsWorse()
    {
        var severities = Enum.GetValues<ImageFolderFindingKind>().Select(kind => kind.Finding("").Severity).ToArray();

        Assert.Equal(severities.Order(), severities);
    }

    [Fact]
    public void CheckImageFolder_OptionsOutOfRange_AreAllNamed()
    {
        var options = new ImageFolderCheckOptions
        {
            InputSize = 0,
            NearDuplicateDistance = 12,
            NearDuplicateCorrelation = 0,
            ImbalanceRatio = 0.5,
            SizeFactor = 1,
            ElongationFactor = double.NaN,
            DecodingThreads = 0,
        };

        Assert.Equal(
            "A check of pictures cannot be made from these values. InputSize: expected null or 1 or more, got 0. "
                + "NearDuplicateDistance: expected null or 0 to 11, got 12. NearDuplicateCorrelation: expected more than 0, up to 1, "
                + "got 0. ImbalanceRatio: expected 1 or more, got 0.5. SizeFactor: expected more than 1, got 1. ElongationFactor: "
                + "expected more than 1, got NaN. DecodingThreads: expected null or 1 or more, got 0. (Parameter 'InputSize')",
            Assert.Throws<ArgumentOutOfRangeException>(() => Check(options)).Message);
    }

    [Fact]
    public void Options_Defaults()
    {
        var options = new ImageFolderCheckOptions();

        Assert.Equal((null, null, 6, 0.98, 10, 4, 2, null),
            (options.Extensions, options.InputSize, options.NearDuplicateDistance, options.NearDuplicateCorrelation, options.ImbalanceRatio,
                options.SizeFactor, options.ElongationFactor, options.DecodingThreads));
        Assert.Null(options.ProgressCallback);
        Assert.Equal(default, options.CancellationToken);
    }

    [Fact]
    public void CheckImageFolder_BadFolders_AreRefused()
    {
        var catalog = new MLContext(1).Data;

        Assert.Equal(
            "catalog", Assert.Throws<ArgumentNullException>(() => ((DataOperationsCatalog)null!).CheckImageFolder(_folder.Root)).ParamName);
        Assert.Equal("trainFolder", Assert.Throws<ArgumentException>(() => catalog.CheckImageFolder("")).ParamName);
        Assert.Equal("testFolder", Assert.Throws<ArgumentException>(() => catalog.CheckImageFolder(_folder.Root, "")).ParamName);
        Assert.Equal(
            $"Folders of pictures: expected two, got '{_folder.Root}' for both training and test. "
            + "Leave the test folder out where there is none. (Parameter 'testFolder')",
            Assert.Throws<ArgumentException>(
                () => catalog.CheckImageFolder(_folder.Root, _folder.Root + Path.DirectorySeparatorChar)).Message);
        Assert.Equal(
            $"Pictures in '{_folder["none"]}': expected a folder with one folder for each class, got nothing at this path. Check the path.",
            Assert.Throws<DirectoryNotFoundException>(() => catalog.CheckImageFolder(_folder.Root, _folder["none"])).Message);
    }

    [Fact]
    public void CheckImageFolder_Progress_CountsEachPicture()
    {
        _folder.WriteScenes("a/1.png", "a/2.png", "b/1.png");
        var told = new List<ImageFolderCheckProgress>();

        Check(new() { ProgressCallback = told.Add });

        Assert.Equal([new(1, 3), new(2, 3), new(3, 3)], told);
    }

    [Fact]
    public void CheckImageFolder_CallbackThrows_LetsItThrough()
    {
        _folder.WriteScenes("a/1.png", "b/1.png");

        Assert.Equal("mine", Assert.Throws<InvalidOperationException>(
            () => Check(new() { ProgressCallback = _ => throw new InvalidOperationException("mine") })).Message);
    }

    [Fact]
    public void CheckImageFolder_Cancelled_Ends()
    {
        _folder.WriteScenes([.. Enumerable.Range(0, 40).Select(number => $"{(char)('a' + (number % 2))}/{number}.png")]);
        using var source = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => Check(new() { CancellationToken = source.Token, ProgressCallback = _ => source.Cancel() }));
    }

    [Fact]
    public void CheckImageFolder_OtherExtensions_AreTakenInstead()
    {
        _folder.WriteScenes("a/1.png", "b/1.png");

        var report = Check(new() { Extensions = ["bmp"] });

        Assert.Equal(0, report.TrainCount);
        Assert.Equal(
            ["a/1.png", "b/1.png"], report.FindingsOf(ImageFolderFindingKind.IgnoredPicture).Select(finding => finding.Files[0].Name));
    }

    private ImageFolderReport Check(ImageFolderCheckOptions? options = null) =>
        new MLContext(1).Data.CheckImageFolder(_folder.Root, options: options);
}
