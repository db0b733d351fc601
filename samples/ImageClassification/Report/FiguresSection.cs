using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>The figures at a glance.</summary>
internal static class FiguresSection
{
    internal static IEnumerable<XElement> Of(RunResults results) =>
    [
        new("dl", new XAttribute("class", "figures"), results.Evaluation.Figures.Select(
            figure => new XElement("div", new XElement("dt", figure.Name), new XElement("dd", figure.Value)))),
    ];
}
