using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>How a program uses the model.</summary>
internal static class UseSection
{
    internal static IEnumerable<XElement> Of(RunResults results) =>
    [
        new("p", "With the path of the model and of a picture; the names of the columns are those of this model:"),
        new("pre", UseOfModel.Code),
    ];
}
