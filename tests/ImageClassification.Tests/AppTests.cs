namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>What the command line says to those who use it wrongly: one line, exit code 1.</summary>
public sealed class AppTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Recorded _recorded = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check", "--json <FILE>")]
    [InlineData("train", "--data <DIR>")]
    [InlineData("find-rate", "--batch <N>")]
    [InlineData("evaluate", "<MODEL>")]
    [InlineData("predict", "<FILE>")]
    [InlineData("info", "<MODEL>")]
    [InlineData("import", "--flavor <NAME>")]
    [InlineData("export", "--opset <N>")]
    [InlineData("augment", "--output <FILE>")]
    [InlineData("export-fashion-mnist", "--source <DIR>")]
    [InlineData("draw-pictures", "--per-class <N>")]
    public void Run_Help_ExplainsTheVerb(string verb, string expected)
    {
        Assert.Equal(0, App.Run([verb, "--help"], _recorded.Terminal));
        Assert.Contains(_recorded.Out, line => line.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("info")]
    [InlineData("predict")]
    public void Run_NoSuchModel_SaysSoInOneLine(string verb)
    {
        var (model, picture) = (_folder["model.zip"], _folder.Write("a.png"));

        Assert.Equal(1, App.Run(verb == "predict" ? [verb, model, picture] : [verb, model], _recorded.Terminal));
        Assert.Equal([$"Model '{model}': expected a file that train has written, got no such file. Run train first, or check the path."],
            _recorded.Error);
        Assert.Empty(_recorded.Out);
    }

    [Fact]
    public void Run_NoSuchPictures_NamesThemAll()
    {
        var (one, two) = (_folder["1.png"], _folder["2.png"]);

        Assert.Equal(1, App.Run(["predict", _folder.Write("model.zip"), one, _folder.Write("3.png"), two], _recorded.Terminal));
        Assert.Equal([$"Pictures: expected files or folders, got nothing at '{one}', '{two}'. Check the paths."], _recorded.Error);
    }

    [Fact]
    public void Run_NoSuchData_SaysSoInOneLine()
    {
        Assert.Equal(1, App.Run(["train", "--data", _folder["none"], "--output", _folder["out"]], _recorded.Terminal));
        Assert.Equal(
            [$"Pictures in '{_folder["none"]}': expected a folder with one folder for each class, "
                + "got nothing at this path. Check the path."], _recorded.Error);
    }

    [Fact]
    public void Run_Verbose_LetsTheExceptionThrough() =>
        Assert.Throws<FileNotFoundException>(() => App.Run(["info", _folder["model.zip"], "--verbose"], _recorded.Terminal));

    [Theory]
    [InlineData("--epochs", "0", "--epochs: expected 1 to 100,000, got 0.")]
    [InlineData("--batch", "1", "--batch: expected 2 to 65,536, got 1.")]
    [InlineData("--size", "7", "--size: expected 8 to 8,192, got 7.")]
    [InlineData("--learning-rate", "0", "--learning-rate: expected more than 0, up to 100, got 0.")]
    [InlineData("--validation", "0.6", "--validation: expected more than 0, up to 0.5, got 0.6.")]
    public void Run_OptionOutOfRange_SaysWhatIsExpected(string option, string value, string expected)
    {
        Assert.Equal(1, App.Run(["train", option, value], _recorded.Terminal));
        Assert.Equal([expected], _recorded.Error);
    }

    [Fact]
    public void Run_ExportTwice_SaysThatItIsThere()
    {
        string[] arguments = ["draw-pictures", _folder["out"], "--per-class", "5"];

        Assert.Equal((0, 0), (App.Run(arguments, _recorded.Terminal), App.Run(arguments, _recorded.Terminal)));
        Assert.Equal(
            [$"{_folder["out"]}: drawn pictures, 50 + 10, seed 1.", $"{_folder["out"]}: drawn pictures, 50 + 10, seed 1, there already."],
            _recorded.Out);
    }
}
