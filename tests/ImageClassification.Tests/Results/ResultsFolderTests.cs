using System.Text.Json;
using Microsoft.ML.Data;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Tests.Results;

public sealed class ResultsFolderTests : IDisposable
{
    private static readonly string[] s_labels = ["a", "b \"2\", c"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_Training_LeavesEverything()
    {
        ResultsFolder.Write(_folder["out"], SomeResults.Training(WithMistake()));

        Assert.Equal(["classes.csv", "confusion.svg", "curves.svg", "metrics.json", "mistakes.csv", "mistakes.png", "report.html"],
            _folder.Files("out"));
    }

    [Fact]
    public void Write_EvaluationWithoutMistakes_LeavesNothingOfAnOlderOne()
    {
        ResultsFolder.Write(_folder["out"], SomeResults.Training(WithMistake()));
        ResultsFolder.Write(_folder["out"],
            SomeResults.Evaluating(SomeResults.Evaluation(s_labels, (SomeResults.Picture(_folder, "1.png"), 0, [0.75f, 0.25f]))));

        Assert.Equal(["classes.csv", "confusion.svg", "metrics.json", "mistakes.csv", "report.html"], _folder.Files("out"));
        Assert.Equal("path,label,predicted,probability,probability_of_label,loss\r\n", File.ReadAllText(_folder["out/mistakes.csv"]));
    }

    [Fact]
    public void Write_Tables_QuoteWhatMustBe()
    {
        var picture = SomeResults.Picture(_folder, "x,y.png");
        ResultsFolder.Write(_folder["out"],
            SomeResults.Evaluating(SomeResults.Evaluation(s_labels, (picture, 0, [0.25f, 0.75f]), (picture, 0, [0.75f, 0.25f]))));

        Assert.Equal(
            "path,label,predicted,probability,probability_of_label,loss\r\n"
            + $"\"{picture}\",a,\"b \"\"2\"\", c\",0.75,0.25,1.3862943611198906\r\n",
            File.ReadAllText(_folder["out/mistakes.csv"]));
        Assert.Equal(
            "class,pictures,recall,precision,f1,most_often_taken_for,times\r\na,2,0.5,1,0.6666666666666666,\"b \"\"2\"\", c\",1\r\n"
            + "\"b \"\"2\"\", c\",0,,0,0,,0\r\n",
            File.ReadAllText(_folder["out/classes.csv"]));
    }

    [Fact]
    public void Write_ManyMistakes_DrawsTheWorst()
    {
        var picture = SomeResults.Picture(_folder, "1.png");
        var pictures = Enumerable.Range(0, 30).Select(_ => (picture, 0, new[] { 0.25f, 0.75f })).ToArray();
        ResultsFolder.Write(_folder["out"], SomeResults.Evaluating(SomeResults.Evaluation(s_labels, pictures)));

        using var sheet = MLImage.CreateFromFile(_folder["out/mistakes.png"]);
        Assert.Equal(((8 * 98) + 2, (3 * 98) + 2), (sheet.Width, sheet.Height));
        Assert.Equal(31, File.ReadLines(_folder["out/mistakes.csv"]).Count());
    }

    [Fact]
    public void Write_Metrics_HaveTheRunAndTheTrainingWhereThereWasOne()
    {
        var evaluation = WithMistake();
        var (trained, evaluated) = (Metrics(SomeResults.Training(evaluation)), Metrics(SomeResults.Evaluating(evaluation)));

        Assert.Equal("./sample.sh train --data 'my pictures'", evaluated.GetProperty("command").GetString());
        Assert.Equal((7, 72, 0.5), (evaluated.GetProperty("seed").GetInt32(), evaluated.GetProperty("seconds").GetDouble(),
            evaluated.GetProperty("test_accuracy").GetDouble()));
        Assert.Equal(3, trained.GetProperty("epochs").GetArrayLength());
        Assert.Equal(3, trained.GetProperty("options").GetProperty("Epochs").GetInt32());
        Assert.Equal(["epochs", "options", "seconds_to_train"], Names(trained).Except(Names(evaluated)).Order());
    }

    [Fact]
    public void RequireNoTraining_FolderWithAModel_SaysWhy()
    {
        ResultsFolder.RequireNoTraining(_folder["none"]);
        _folder.Write("model.zip");

        Assert.Equal(
            $"Results in '{_folder.Root}': expected a folder without model.zip, got the results of a training, "
            + "which would be overwritten. Choose another folder.",
            Assert.Throws<IOException>(() => ResultsFolder.RequireNoTraining(_folder.Root)).Message);
    }

    private Evaluation WithMistake() =>
        SomeResults.Evaluation(s_labels, (SomeResults.Picture(_folder, "1.png"), 0, [0.75f, 0.25f]),
            (SomeResults.Picture(_folder, "2.png"), 1, [0.75f, 0.25f]));

    private JsonElement Metrics(RunResults results)
    {
        ResultsFolder.Write(_folder["out"], results);
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out/metrics.json"]));
        return json.RootElement.Clone();
    }

    private static IEnumerable<string> Names(JsonElement metrics) => metrics.EnumerateObject().Select(property => property.Name);
}
