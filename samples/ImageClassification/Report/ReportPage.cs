using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>
/// Results on one page that needs nothing beside it: <c>report.html</c>, without scripts, with its drawings and pictures inside, for light
/// and dark screens and for paper.
/// </summary>
internal static class ReportPage
{
    // What the page may load: what it holds itself.
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private static readonly Section[] s_sections =
    [
        new("Figures", FiguresSection.Of),
        new("Training", CurvesSection.Of),
        new("Worst mistakes", MistakesSection.Of),
        new("Confusion matrix", ConfusionSection.Of),
        new("Classes", ClassesSection.Of),
        new("Options", OptionsSection.Of),
        new("How it was made", RunSection.Of),
        new("In your program", UseSection.Of),
    ];

    /// <summary>Writes the page, whole or not at all.</summary>
    internal static void Save(RunResults results, string path) => WholeFile.Write(path, stream => Html.Write(Page(results), stream));

    private static XElement Page(RunResults results) => new(
        "html",
        new XAttribute("lang", "en"),
        new XElement(
            "head",
            new XElement("meta", new XAttribute("charset", "utf-8")),
            Meta("viewport", "width=device-width, initial-scale=1"),
            Meta("color-scheme", "light dark"),
            new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", Policy)),
            new XElement("title", Title(results)),
            new XElement("style", EmbeddedText.Read("report.css"))),
        new XElement("body", Header(results), new XElement("main", s_sections.Select(section => section.Render(results)))));

    private static XElement Meta(string name, string content) =>
        new("meta", new XAttribute("name", name), new XAttribute("content", content));

    private static string Title(RunResults results) =>
        $"{results.Model.Network.Name}: {Tables.Percent(results.Evaluation.Metrics.MicroAccuracy)} right";

    private static XElement Header(RunResults results)
    {
        var (pictures, classes) = (results.Evaluation.Pictures.Count, results.Evaluation.Labels.Count);
        var trained = results.Course is { } course ? $"trained on {course.Pictures:N0} pictures and " : "";
        return new XElement(
            "header",
            new XElement("h1", results.Model.Network.Name),
            new XElement("p",
                $"{Tables.Percent(results.Evaluation.Metrics.MicroAccuracy)} right: "
                + $"{trained}tested with {pictures:N0} pictures of {classes:N0} classes."));
    }

    /// <summary>A part of the page; its content is null where results have nothing for it.</summary>
    private sealed record Section(string Title, Func<RunResults, IEnumerable<XElement>?> Content)
    {
        internal XElement? Render(RunResults results) =>
            Content(results) is { } content ? new XElement("section", new XElement("h2", Title), content) : null;
    }
}
