using SeNetMl.Samples.ImageClassification.Commands;
using SkiaSharp;

namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>Folders as people have them, with what is wrong in them, through the verbs.</summary>
public sealed class PicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Recorded _recorded = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_BadTestPicture_IsToldBeforeTheTraining()
    {
        WriteSet("set", "train", "test");
        var bad = _folder.Write("set/test/disc/broken.jpg");

        Assert.Equal(1, App.Run(
            ["train", "--data", _folder["set"], "--output", _folder["out"], "--epochs", "1", "--from", "none"], _recorded.Terminal));

        Assert.Equal(
            [$"1 picture to validate or test with cannot be read: '{bad}': expected a picture file, got one without bytes: "
                + "empty, or a named pipe or device. Repair or remove it, or leave it out with --bad-pictures Skip."], _recorded.Error);
        Assert.DoesNotContain(_recorded.Out, line => line.StartsWith("epoch", StringComparison.Ordinal));
        Assert.Empty(_folder.Files("out"));
    }

    [Fact]
    public void Train_BadPicturesToBeSkipped_AreLeftOutAndTold()
    {
        WriteSet("set", "Train", "Test");
        var test = _folder.Write("set/Test/disc/broken.jpg");
        var train = _folder.Write("set/Train/disc/broken.png", [1, 2]);

        Assert.Equal(0, App.Run(
            ["train", "--data", _folder["set"], "--output", _folder["out"], "--epochs", "1", "--from", "none", "--bad-pictures", "skip"],
            _recorded.Terminal));

        Assert.Contains(_recorded.Error, line => line.StartsWith($"Left out: '{test}': ", StringComparison.Ordinal));
        Assert.Contains(_recorded.Error, line => line.Contains(train, StringComparison.Ordinal));
        Assert.Contains("model.zip", _folder.Files("out"));
        Assert.DoesNotContain(_folder.Files("out"), file => file.Contains("training", StringComparison.Ordinal));
    }

    [Fact]
    public void Train_FirstPictureOfOnePixel_TrainsAtTheUsualSizeAndNamesIt()
    {
        WriteSet("set", "train", "test");
        var odd = _folder.Write("set/train/disc/0.png", Picture(1, SKColors.Red));

        Assert.Equal(0, App.Run(
            ["train", "--data", _folder["set"], "--output", _folder["out"], "--epochs", "1", "--from", "none"], _recorded.Terminal));

        var told = string.Join(' ', _recorded.Out.Select(line => line.Trim()));
        Assert.Contains("usual size   40×40 pixels", told, StringComparison.Ordinal);
        Assert.Contains("CifarSeResNet20 from random weights, at 40×40 pixels", told, StringComparison.Ordinal);
        Assert.Contains(
            $"1 picture is far smaller than usual: '{odd}' (1×1). See whether it is what it should be.", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_FolderWithABadPicture_TellsTheOthersAndTheBadOne()
    {
        WriteSet("set", "train", "test");
        Assert.Equal(0, App.Run(
            ["train", "--data", _folder["set"], "--output", _folder["out"], "--epochs", "1", "--from", "none"], _recorded.Terminal));
        var bad = _folder.Write("set/test/disc/page.jpg", "<html>"u8.ToArray());

        Assert.Equal(1, App.Run(["predict", _folder["out/model.zip"], _folder["set/test"]], _recorded.Terminal));

        Assert.Equal(4, _recorded.Out.Count(line => line.Contains("set/test", StringComparison.Ordinal) && line.EndsWith('%')));
        Assert.Equal(
            [$"Cannot read the picture '{bad}': The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
                + "got a web page (HTML). Repair or remove it."], _recorded.Error);
    }

    [Fact]
    public void Predict_FolderWithoutPictures_SaysSo()
    {
        _folder.Write("empty/readme.txt");

        Assert.Equal(1, App.Run(["predict", _folder.Write("model.zip"), _folder["empty"]], _recorded.Terminal));

        Assert.Equal(
            [$"Pictures in '{_folder["empty"]}': expected files that end in .bmp, .gif, .jpeg, .jpg, .png, .webp, "
                + "got none. Check the path."],
            _recorded.Error);
    }

    [Fact]
    public void Train_FailsAfterAnEarlierOne_LeavesItsResults()
    {
        WriteSet("set", "train", "test");
        string[] train = ["train", "--data", _folder["set"], "--output", _folder["out"], "--epochs", "1", "--from", "none"];
        Assert.Equal(0, App.Run(train, _recorded.Terminal));
        var before = Contents();
        _folder.Write("set/train/disc/broken.jpg", [1]);

        Assert.Equal(1, App.Run(train, _recorded.Terminal));

        Assert.Equal(before, Contents());

        string Contents() => string.Join('\n', _folder.Files("out").Where(file => !file.StartsWith("training.", StringComparison.Ordinal))
            .Select(file =>
                $"{file} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["out/" + file])))}"));
    }

    [Fact]
    public void Train_Stopped_KeepsWhatIsBestAndGoesOnByTheSameCommand()
    {
        WriteSet("set", "train", "test");
        string[] line = ["train", "--data", _folder["set"], "--output", _folder["out"], "--epochs", "4", "--from", "none", "--size", "16"];
        using var cancel = new CancellationTokenSource();
        _recorded.Watcher = text =>
        {
            if (text.Contains("epoch 2/4", StringComparison.Ordinal))
                cancel.Cancel();
        };
        var settings = TrainCommand.Settings(TrainCommand.Create(_recorded.Terminal).Parse(line[1..]));

        new Training(_recorded.Terminal, settings, cancel.Token).Run();

        Assert.Contains(
            "Stopped after 2 epochs of 4; what was best so far is kept, and the same command goes on from there.", _recorded.Out);
        Assert.Subset(
            _folder.Files("out").ToHashSet(), new HashSet<string> { "model.zip", "report.html", "training.ckpt", "training.json" });

        new Training(_recorded.Terminal, settings, default).Run();

        Assert.Equal(
            ["epoch 1/4", "epoch 2/4", "epoch 3/4", "epoch 4/4"],
            _recorded.Out.Where(told => told.StartsWith("epoch", StringComparison.Ordinal)).Select(told => told[..9]));
        Assert.DoesNotContain(_folder.Files("out"), file => file.StartsWith("training.", StringComparison.Ordinal));
    }

    /// <summary>Six pictures to train on and two to test with, of either class.</summary>
    private void WriteSet(string root, string train, string test)
    {
        foreach (var (name, color) in new[] { ("disc", SKColors.Red), ("square", SKColors.Blue) })
        {
            for (var i = 0; i < 6; i++)
                _folder.Write($"{root}/{train}/{name}/{i}.png", Picture(40, color));
            for (var i = 0; i < 2; i++)
                _folder.Write($"{root}/{test}/{name}/{i}.png", Picture(40, color));
        }
    }

    private static byte[] Picture(int side, SKColor color)
    {
        using var bitmap = new SKBitmap(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(color);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
