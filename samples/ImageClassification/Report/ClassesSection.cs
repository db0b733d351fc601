using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>Each class by itself.</summary>
internal static class ClassesSection
{
    private static readonly string[] s_columns = ["class", "pictures", "recall", "precision", "F1", "most often taken for"];

    internal static IEnumerable<XElement> Of(RunResults results) =>
    [
        new("p",
            "Recall is the share of a class's pictures that were found; "
            + "precision is the share of right ones among the pictures that were taken for the class; F1 is the harmonic mean of both."),
        Html.Table("Figures of each class", s_columns, results.Evaluation.Classes.Select(Row), style: "classes"),
    ];

    private static XElement Row(ClassFigures one) => Html.Row(one.Label, $"{one.Pictures:N0}", Tables.Percent(one.Recall),
        Tables.Percent(one.Precision), Tables.Percent(one.F1), Tables.Mistake(one));
}
