using System.Text.Json;
using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Datasets;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>The verbs one after the other on a few drawn pictures: that everything is there, not how good it is.</summary>
public sealed class EndToEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Recorded _recorded = new();

    public EndToEndTests() => DrawnPictures.Describe(trainPerClass: 4, testPerClass: 2, seed: 1).Write(_folder["data"], _ => { }, default);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_TrainThenTheOtherVerbs_FitTogether()
    {
        var (data, output) = (_folder["data"], _folder["out"]);

        var told = Run("train", "--data", data, "--output", output, "--epochs", "2", "--batch", "20", "--size", "16");
        Assert.Equal($"results                 {output}, at a glance in {Path.Combine(output, "report.html")}", told[^1]);

        Assert.Equal(
            ["classes.csv", "confusion.svg", "curves.svg", "metrics.json", "mistakes.csv", "mistakes.png", "model.zip", "report.html"],
            _folder.Files("out"));
        Assert.All(["confusion.svg", "curves.svg"], name => XDocument.Load(Path.Combine(output, name)));
        using var metrics = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "metrics.json")));
        var wrong = File.ReadLines(Path.Combine(output, "mistakes.csv")).Skip(1).Count();
        var tested = Directory.GetFiles(Path.Combine(data, "test"), "*", SearchOption.AllDirectories).Length;
        Assert.Equal(1 - ((double)wrong / tested), metrics.RootElement.GetProperty("test_accuracy").GetDouble(), precision: 9);
        Assert.Equal("CifarSeResNet20", metrics.RootElement.GetProperty("network").GetProperty("Variant").GetString());
        Assert.Equal(2, metrics.RootElement.GetProperty("epochs").GetArrayLength());
        Assert.Contains("  \"seconds\": ", File.ReadAllText(Path.Combine(output, "metrics.json")), StringComparison.Ordinal);

        var model = Path.Combine(output, "model.zip");
        Assert.Contains(Run("info", model),
            line => line.StartsWith("network ", StringComparison.Ordinal) && line.Contains("SE-ResNet-20", StringComparison.Ordinal));
        var accuracy = told.Single(line => line.StartsWith("accuracy ", StringComparison.Ordinal));
        Assert.Contains(accuracy, Run("evaluate", model, "--data", data, "--output", _folder["evaluation"]));
        Assert.Equal(
            ["classes.csv", "confusion.svg", "metrics.json", "mistakes.csv", "mistakes.png", "report.html"], _folder.Files("evaluation"));
        Assert.Equal(File.ReadAllText(Path.Combine(output, "mistakes.csv")), File.ReadAllText(_folder["evaluation/mistakes.csv"]));
        var pictures = Directory.GetFiles(Path.Combine(data, "test", "Star"));
        var answers = Run(["predict", model, .. pictures]);
        Assert.All(pictures, picture => Assert.Contains(
            answers, line => line.Contains(picture, StringComparison.Ordinal) && line.EndsWith(" %", StringComparison.Ordinal)));

        Assert.Matches("^[A-Z][a-z]+\n([A-Z][a-z]+: .*%\n){3}$", Printed(() => UseOfModel.Run([model, pictures[0]])));

        var noPicture = _folder.Write("no-picture.png", [1, 2, 3]);
        Assert.Equal(1, App.Run(["predict", model, noPicture], _recorded.Terminal));
        Assert.Equal(
            [$"Cannot read the picture '{noPicture}': The picture cannot be decoded: expected the whole of an image file such as JPEG "
                + "or PNG, got 3 bytes that begin with 010203. Repair or remove it."], _recorded.Error);

        Assert.Equal(1, App.Run(["evaluate", model, "--data", data, "--output", output], _recorded.Terminal));
        Assert.StartsWith($"Results in '{output}': expected a folder without model.zip, ", _recorded.Error[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FindRate_DrawsACurve()
    {
        var output = Run("find-rate", "--data", _folder["data"], "--output", _folder["out"], "--batch", "8", "--size", "16");

        Assert.Equal(["learning-rate.svg"], _folder.Files("out"));
        XDocument.Load(_folder["out/learning-rate.svg"]);
        Assert.Contains(output, line => line.StartsWith("learning rate ", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_TrainFromTheWeightsOfAnother_TakesItsNetworkAndFreezesIt()
    {
        var data = _folder["data"];
        Run("train", "--data", data, "--output", _folder["first"], "--epochs", "1", "--batch", "20", "--size", "16", "--reduction", "4");
        var model = Path.Combine(_folder["first"], "model.zip");

        var told = Run("train", "--data", data, "--output", _folder["second"], "--epochs", "2", "--batch", "20", "--from", model,
            "--backbone", "FrozenThenFull");

        var all = string.Join(' ', told.Select(line => line.Trim()));
        Assert.Contains("CifarSeResNet20 starting from the given model, at 16×16 pixels", all, StringComparison.Ordinal);
        Assert.Contains("CifarSeResNet20, reduction ratio 4, pictures of 16×16, backbone FrozenThenFull", all, StringComparison.Ordinal);
        Assert.Contains("learning rate up to 0.0063", all, StringComparison.Ordinal);
        Assert.Contains(Run("info", Path.Combine(_folder["second"], "model.zip")),
            line => line.Contains("Backbone FrozenThenFull", StringComparison.Ordinal));

        Assert.Equal(1, App.Run(
            ["train", "--data", data, "--output", _folder["third"], "--from", "none", "--backbone", "Frozen"], _recorded.Terminal));
        Assert.Contains("Backbone: expected Full where there are no InitialWeights, got Frozen.",
            string.Join(' ', _recorded.Error), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_Tune_WritesTheRunsAndGoesOnFromThem()
    {
        string[] tune = ["tune", "--data", _folder["data"], "--output", _folder["tuning"], "--epochs", "1", "--batch",
            "20", "--trials", "2", "--plain"];

        var told = Run(tune);
        var runs = File.ReadAllText(_folder["tuning/runs.csv"]);

        Assert.Equal(["model.zip", "pareto.svg", "runs.csv", "runs.json"],
            _folder.Files("tuning").Where(name => !name.StartsWith("experiment/", StringComparison.Ordinal)));
        XDocument.Load(_folder["tuning/pareto.svg"]);
        Assert.StartsWith(
            "plain: MicroAccuracy ", told.First(line => line.StartsWith("plain", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(told, line => line.StartsWith("within 1 points ", StringComparison.Ordinal));
        Assert.DoesNotContain(Run(tune), line => line.StartsWith("plain", StringComparison.Ordinal));
        Assert.Equal(runs, File.ReadAllText(_folder["tuning/runs.csv"]));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void QuickStart_OfTheReadme_Runs()
    {
        var printed = Printed(
            () => QuickStart.Run([_folder["data/train"], _folder["data/test/Star/00000.png"], _folder["model.zip"]]));

        Assert.Matches("\naccuracy: .*%\n.*: .*%\n.*: .*%\n.*: .*%\n$", printed);
    }

    /// <summary>What code prints that its users paste.</summary>
    private static string Printed(Action run)
    {
        var (output, before) = (new StringWriter(), Console.Out);
        Console.SetOut(output);
        try
        {
            run();
        }
        finally
        {
            Console.SetOut(before);
        }
        return output.ToString().ReplaceLineEndings("\n");
    }

    private string[] Run(params string[] arguments)
    {
        var before = _recorded.Out.Length;
        Assert.Equal((0, ""), (App.Run(arguments, _recorded.Terminal), string.Join('\n', _recorded.Error)));
        return _recorded.Out[before..];
    }
}
