using System.Xml.Linq;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>What it takes to make the results again: command, seed, versions, machine.</summary>
internal static class RunSection
{
    internal static IEnumerable<XElement> Of(RunResults results) =>
    [
        new("pre", results.Run.Command),
        Html.Table("The run, the machine, the libraries and the model", [], Facts(results).Select(fact => Html.Row(fact.Name, fact.Value))),
    ];

    private static IEnumerable<(string Name, string Value)> Facts(RunResults results)
    {
        var (model, run) = (results.Model, results.Run);
        yield return ("finished", $"{run.Finished.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        yield return ("time", results.Course is { } course
            ? $"{course.Trained.TotalSeconds:0} s to read and train, {(run.Elapsed - course.Trained).TotalSeconds:0} s to evaluate"
            : $"{run.Elapsed.TotalSeconds:0} s");
        if (run.Seed is { } seed)
            yield return ("seed", $"{seed}");
        foreach (var (name, value) in RunFacts.Machine)
            yield return (name, $"{value}");
        foreach (var (name, version) in RunFacts.Versions)
            yield return (name, version);
        yield return ("network",
            $"{model.Network.Name}, {model.Summary.Parameters:N0} parameters, {model.Summary.MultiplyAdds:N0} multiply-adds a picture");
        yield return ("pictures", $"{model.Evaluation.ImageSize}×{model.Evaluation.ImageSize} pixels");
        yield return ("model's own notes", string.Join(", ", model.TrainingNotes.Select(note => $"{note.Key} {note.Value}")));
    }
}
