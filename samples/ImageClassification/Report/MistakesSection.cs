using System.Xml.Linq;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Results;
using SeNetMl.Samples.ImageClassification.Sheets;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>The pictures that the model is most wrong about.</summary>
internal static class MistakesSection
{
    internal static IEnumerable<XElement> Of(RunResults results)
    {
        var mistakes = results.Evaluation.Mistakes;
        if (mistakes.Count == 0)
            return [new("p", "None: every picture was recognized.")];
        var shown = results.Worst().ToArray();
        var all = shown.Length == mistakes.Count ? $"All {mistakes.Count:N0}" : $"{shown.Length:N0} of {mistakes.Count:N0}";
        return
        [
            new("p",
                $"{all}, the largest loss first: pictures to whose own class the model gave the least probability, "
                + "as the network sees them. Look for wrong labels and for pictures of two classes; mistakes.csv has the paths."),
            new("div", new XAttribute("class", "pictures"), shown.Select(mistake => Figure(mistake, results.Thumbnail()))),
        ];
    }

    private static XElement Figure(ScoredPicture mistake, EvaluationTransform transform)
    {
        var name = Path.GetFileName(mistake.Path);
        return new XElement(
            "figure",
            new XElement(
                "img",
                new XAttribute("src", $"data:image/png;base64,{Convert.ToBase64String(PictureSheet.Thumbnail(mistake.Path, transform))}"),
                new XAttribute("alt", $"{name}, a picture of {mistake.Label} that was taken for {mistake.Predicted}"),
                new XAttribute("width", transform.ImageSize), new XAttribute("height", transform.ImageSize)),
            new XElement(
                "figcaption",
                new XElement("strong", $"{mistake.Label} → {mistake.Predicted}"),
                new XElement("span", new XAttribute("class", "shares"),
                    $"{Tables.Percent(mistake.Probability)}, not {Tables.Percent(mistake.TrueProbability)}"),
                new XElement("span", new XAttribute("title", mistake.Path), name)));
    }
}
