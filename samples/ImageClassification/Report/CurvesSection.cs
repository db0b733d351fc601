using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>The course of the training, where there was one.</summary>
internal static class CurvesSection
{
    internal static IEnumerable<XElement>? Of(RunResults results) => results.HalvesOfCurves() is { Count: > 0 } curves
        ? [new("div", new XAttribute("class", "curves"), curves.Select(drawing => drawing.ToElement()))]
        : null;
}
