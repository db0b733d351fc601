using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Report;

/// <summary>The trainer's options, those that differ from the defaults first; where there was a training.</summary>
internal static class OptionsSection
{
    internal static IEnumerable<XElement>? Of(RunResults results)
    {
        if (results.Course is null)
            return null;
        var (given, defaults) = (Node(results.Course.Options), Node(new SeResNetTrainer.Options()));
        var options = given.Select(one => (Name: one.Key, Value: Text(one.Value), Default: Text(defaults[one.Key])))
            .OrderBy(one => one.Value == one.Default).ToArray();
        var changed = options.Count(one => one.Value != one.Default);
        return
        [
            .. results.Course.Options.Note is { } note ? [new XElement("p", note)] : Array.Empty<XElement>(),
            new(
                "details",
                new XElement("summary", $"{options.Length} options of SeResNetTrainer.Options, {changed} of them other than the default"),
                Html.Table("Options of the trainer", ["option", "value", "default, where it is another"], options.Select(Row))),
        ];
    }

    private static XElement Row((string Name, string Value, string Default) option) => option.Value == option.Default
        ? Html.Row(option.Name, option.Value, "")
        : Html.Row(option.Name, new XElement("strong", option.Value), option.Default);

    private static JsonObject Node(SeResNetTrainer.Options options) =>
        JsonSerializer.SerializeToNode(options, MetricsFile.Readable)!.AsObject();

    private static string Text(JsonNode? value) => value?.ToString() ?? "not set";
}
