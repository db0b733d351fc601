using System.Text.Json;
using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>The verb check on a few drawn pictures: tables, JSON and exit codes.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Recorded _recorded = new();

    public CheckTests() => DrawnPictures.Describe(trainPerClass: 2, testPerClass: 1, seed: 1).Write(_folder["data"], _ => { }, default);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_SoundPictures_TellsCountsAndThatNothingWasFound()
    {
        Assert.Equal(0, App.Run(["check", _folder["data"]], _recorded.Terminal));

        Assert.Matches(@"^\s+Star\s+2\s+1$", _recorded.Out.Single(line => line.Contains("Star", StringComparison.Ordinal)));
        Assert.Contains("pictures     20 to train in 'train', 10 to test in 'test'", _recorded.Out);
        Assert.Contains("usual size   32×32 pixels", _recorded.Out);
        Assert.Equal("Nothing was found that training would suffer from.", _recorded.Out[^1]);
    }

    [Fact]
    public void Check_FaultyPictures_TellsThemWritesJsonAndFails()
    {
        File.Copy(_folder["data/train/Star/00000.png"], _folder["data/test/Ring/copy.png"]);
        _folder.Write("data/train/Star/no-picture.png", [1, 2, 3]);

        Assert.Equal(1, App.Run(["check", _folder["data"], "--size", "64", "--json", _folder["report.json"]], _recorded.Terminal));

        Assert.Contains(_recorded.Out, line => line.Contains("error", StringComparison.Ordinal)
            && line.Contains("the same picture in several classes.", StringComparison.Ordinal));
        Assert.Contains(_recorded.Out, line =>
            line.Contains("error", StringComparison.Ordinal) && line.Contains("train/Star/no-picture.png", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["report.json"]));
        Assert.Equal(
            ["DuplicateWithOtherLabel", "TestPictureInTraining", "Unreadable", "SmallerThanInput"],
            json.RootElement.GetProperty("Findings").EnumerateArray().Select(finding => finding.GetProperty("Kind").GetString()));
        Assert.Empty(_recorded.Error);
    }

    [Fact]
    public void Check_ClassFoldersAlone_AreChecked()
    {
        Assert.Equal(0, App.Run(["check", _folder["data/train"]], _recorded.Terminal));

        Assert.Contains("pictures     20; beside it is 'test': name the folder above to use them too", _recorded.Out);
    }

    [Fact]
    public void Check_NoSuchFolder_SaysSoInOneLine()
    {
        Assert.Equal(1, App.Run(["check", _folder["none"]], _recorded.Terminal));
        Assert.Equal(
            [$"Pictures in '{_folder["none"]}': expected a folder with one folder for each class, "
                + "got nothing at this path. Check the path."], _recorded.Error);
    }
}
