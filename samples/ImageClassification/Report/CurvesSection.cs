using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>The course of the training, where there was one.</summary>
internal static class CurvesSection
{
    internal static IEnumerable<XElement>? Of(RunResults results) => results.Curves() is { } curves ? [Html.Wide("Loss and accuracy over the epochs", curves.ToElement())] : null;
}
