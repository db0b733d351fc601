using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>Which class was taken for which.</summary>
internal static class ConfusionSection
{
    internal static IEnumerable<XElement> Of(RunResults results) => [Html.Wide("Confusion matrix", results.Confusion().ToElement())];
}
