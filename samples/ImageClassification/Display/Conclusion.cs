using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>What <c>train</c> and <c>evaluate</c> say in the end.</summary>
internal static class Conclusion
{
    /// <summary>Tells how good a model is: the classes, the figures, and more facts.</summary>
    internal static void Conclude(this Terminal terminal, Evaluation evaluation, IEnumerable<(string Name, string Value)> more)
    {
        terminal.Classes(evaluation.Classes);
        terminal.Facts(evaluation.Figures.Concat(more));
    }

    /// <summary>Where the results are.</summary>
    internal static (string Name, string Value) Folder(string folder) =>
        ("results", $"{folder}, at a glance in {Path.Combine(folder, ResultsFolder.Report)}");
}
