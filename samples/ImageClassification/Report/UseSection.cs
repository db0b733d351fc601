using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>How a program uses the model.</summary>
internal static class UseSection
{
    internal static IEnumerable<XElement> Of(RunResults results) =>
    [
        new("p", "As a Program.cs, with the package SeNetMl and one of TorchSharp; the names of the columns are those of this model:"),
        new("pre", UseOfModel.Code),
    ];
}
