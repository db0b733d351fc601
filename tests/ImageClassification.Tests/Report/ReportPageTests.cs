using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.ML.Data;
using SeNetMl.Samples.ImageClassification.Plots;
using SeNetMl.Samples.ImageClassification.Results;
using SeNetMl.Samples.ImageClassification.Tests.Results;

namespace SeNetMl.Samples.ImageClassification.Tests.Report;

/// <summary>The report as a browser's parser reads it, made of names that mean harm.</summary>
public sealed class ReportPageTests : IDisposable
{
    private static readonly string[] s_labels =
        ["<script>alert(1)</script>", "\"quoted\" & 'so' <!-- on", "Größe 猫 🐈", "]]> &amp; \u0001"];
    private static readonly string[] s_read = [.. s_labels[..3], "]]> &amp; \uFFFD"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Page_Training_LoadsNothingFromOutside()
    {
        var page = Page(SomeResults.Training(Hostile()));

        Assert.Empty(page.QuerySelectorAll("script, link, iframe, object, embed, base, form, a, use, image"));
        Assert.All(page.All.SelectMany(element => element.Attributes)
            .Where(attribute => attribute.Name is "src" or "href" or "srcset" or "background" or "poster" or "style"), attribute =>
                Assert.StartsWith("data:image/png;base64,", attribute.Value, StringComparison.Ordinal));
        Assert.All(page.All.SelectMany(element => element.Attributes),
            attribute => Assert.False(attribute.Name.StartsWith("on", StringComparison.Ordinal), attribute.Name));
        var style = page.QuerySelector("style")!.TextContent;
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", style, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Style_SurvivesXmlAndKnowsTheColorsOfTheDrawings()
    {
        var style = Page(SomeResults.Training(Hostile())).QuerySelector("style")!.TextContent;

        Assert.Equal(EmbeddedText.Read("report.css"), style);
        Assert.All([Svg.White, Svg.Ink, Svg.Quiet, Svg.Grid, ConfusionPlot.Shade],
            color => Assert.Contains($"=\"{color}\"", style, StringComparison.Ordinal));
    }

    [Fact]
    public void Page_HostileNames_AreText()
    {
        var page = Page(SomeResults.Training(Hostile()));

        Assert.Equal(s_read, page.QuerySelectorAll(".classes tbody th").Select(cell => cell.TextContent));
        var mistake = page.QuerySelectorAll("figure").Single();
        Assert.Equal($"{s_read[0]} → {s_read[3]}", mistake.QuerySelector("strong")!.TextContent);
        Assert.Equal("75.0 %, not 12.5 %", mistake.QuerySelector(".shares")!.TextContent);
        Assert.Equal("a & 'b' &lt;.png", mistake.QuerySelector("[title]")!.TextContent);
        Assert.Equal(_folder["a & 'b' &lt;.png"], mistake.QuerySelector("[title]")!.GetAttribute("title"));
        Assert.Equal($"a & 'b' &lt;.png, a picture of {s_read[0]} that was taken for {s_read[3]}",
            mistake.QuerySelector("img")!.GetAttribute("alt"));
        Assert.Contains(s_read[1], page.QuerySelectorAll("svg text").Select(text => text.TextContent));
    }

    [Fact]
    public void Page_Pictures_Decode()
    {
        var images = Page(SomeResults.Training(Hostile())).QuerySelectorAll("img");

        Assert.Single(images);
        Assert.All(images, image =>
        {
            using var stream = new MemoryStream(Convert.FromBase64String(image.GetAttribute("src")!.Split(',')[1]));
            using var picture = MLImage.CreateFromStream(stream);
            Assert.Equal(
                (picture.Width.ToString(), picture.Height.ToString()), (image.GetAttribute("width"), image.GetAttribute("height")));
        });
    }

    [Fact]
    public void Page_Any_IsReadableByAScreenReader()
    {
        var page = Page(SomeResults.Training(Hostile()));

        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("SE-ResNet-20: 75.0 % right", page.Title);
        Assert.Equal(["SE-ResNet-20"], page.QuerySelectorAll("h1").Select(heading => heading.TextContent));
        Assert.Equal(
            ["Figures", "Training", "Worst mistakes", "Confusion matrix", "Classes", "Options", "How it was made", "In your program"],
            page.QuerySelectorAll("main h2").Select(heading => heading.TextContent));
        Assert.All(page.QuerySelectorAll("th"), cell => Assert.Contains(cell.GetAttribute("scope"), new[] { "row", "col" }));
        Assert.All(page.QuerySelectorAll("table"), table => Assert.NotEqual("", table.QuerySelector("caption")!.TextContent));
        Assert.All(page.QuerySelectorAll("svg"),
            drawing => Assert.Equal(("img", true), (drawing.GetAttribute("role"), drawing.QuerySelector("title")!.TextContent.Length > 0)));
    }

    [Fact]
    public void Page_Figures_AreThoseOfMetricsJson()
    {
        var results = SomeResults.Training(Hostile());
        var page = Page(results);
        using var json = JsonDocument.Parse(File.ReadAllText(_folder["out/metrics.json"]));
        string Percent(string name) => $"{json.RootElement.GetProperty(name).GetDouble() * 100:0.0} %";

        var figures = page.QuerySelectorAll(".figures div")
            .ToDictionary(figure => figure.QuerySelector("dt")!.TextContent, figure => figure.QuerySelector("dd")!.TextContent);
        Assert.Equal(Percent("test_accuracy"), figures["accuracy"]);
        Assert.Equal(Percent("test_accuracy_mean_of_classes"), figures["mean over classes"]);
        Assert.Equal(Percent("test_accuracy_top_3"), figures["among the first 3"]);
        Assert.Equal(Percent("test_f1_mean_of_classes"), figures["F1, mean over classes"]);
        Assert.Equal($"{json.RootElement.GetProperty("test_log_loss").GetDouble():0.0000}", figures["log-loss"]);
        Assert.Equal(
            json.RootElement.GetProperty("classes").EnumerateArray().Select(
                one => one.GetProperty("recall") is { ValueKind: JsonValueKind.Number } recall ? $"{recall.GetDouble() * 100:0.0} %" : "–"),
            page.QuerySelectorAll(".classes tbody tr").Select(row => row.Children[2].TextContent));
    }

    [Fact]
    public void Page_Training_TellsHowItWasMade()
    {
        var page = Page(SomeResults.Training(Hostile()));

        Assert.Equal("./sample.sh train --data 'my pictures'", page.QuerySelector("pre")!.TextContent);
        Assert.Equal(UseOfModel.Code, page.QuerySelectorAll("pre")[1].TextContent);
        Assert.Contains("var model = ml.Model.Load(modelPath, out _);\n", UseOfModel.Code, StringComparison.Ordinal);
        Assert.Contains("public sealed class Picture\n{\n    public string ImagePath", UseOfModel.Code, StringComparison.Ordinal);
        var facts = page.QuerySelectorAll("section tr").ToLookup(row => row.Children[0].TextContent, row => row.Children[1].TextContent);
        Assert.Equal(("2026-01-02 03:04 UTC", "7", "65 s to read and train, 7 s to evaluate"),
            (facts["finished"].Single(), facts["seed"].Single(), facts["time"].Single()));
        Assert.All(RunFacts.Versions, one => Assert.Equal([one.Version], facts[one.Name]));
        Assert.Equal(["ImageSize", "Epochs"], page.QuerySelectorAll("details tbody tr").Take(2).Select(row => row.Children[0].TextContent));
        Assert.EndsWith(" options of SeResNetTrainer.Options, 2 of them other than the default",
            page.QuerySelector("summary")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_EvaluationWithoutMistakes_LacksWhatThereIsNot()
    {
        var page = Page(SomeResults.Evaluating(SomeResults.Evaluation(s_labels, (SomeResults.Picture(_folder, "1.png"), 0, [1, 0, 0, 0]))));

        Assert.Equal(
            ["Figures", "Worst mistakes", "Confusion matrix", "Classes", "How it was made", "In your program"],
            page.QuerySelectorAll("h2").Select(heading => heading.TextContent));
        Assert.Contains("None: every picture was recognized.", page.QuerySelectorAll("p").Select(paragraph => paragraph.TextContent));
        Assert.Empty(page.QuerySelectorAll("img"));
    }

    // 4 pictures, one of them wrong.
    private Evaluation Hostile() => SomeResults.Evaluation(
        s_labels,
        (SomeResults.Picture(_folder, "a & 'b' &lt;.png"), 0, [0.125f, 0.0625f, 0.0625f, 0.75f]),
        (SomeResults.Picture(_folder, "1.png"), 1, [0.125f, 0.75f, 0.0625f, 0.0625f]),
        (SomeResults.Picture(_folder, "2.png"), 2, [0.125f, 0.0625f, 0.75f, 0.0625f]),
        (SomeResults.Picture(_folder, "3.png"), 2, [0.125f, 0.0625f, 0.75f, 0.0625f]));

    // Strict: whatever a browser would have to mend is an exception.
    private IHtmlDocument Page(RunResults results)
    {
        ResultsFolder.Write(_folder["out"], results);
        return new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(File.ReadAllText(_folder["out/report.html"]));
    }
}
