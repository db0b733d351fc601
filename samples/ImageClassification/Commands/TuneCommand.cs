using System.CommandLine;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>tune</c>: which reduction ratio, and what else, suits a folder of pictures;
/// accuracy against size and speed.</summary>
internal static class TuneCommand
{
    private static readonly Option<string> s_data = new("--data")
    {
        Description = "Pictures, as for train. Trials are compared on a part of those to train on; "
            + "only the best network sees those to test with.", HelpName = "DIR", Required = true
    };

    private static readonly Option<string> s_output = new("--output")
    {
        Description = "Where to write runs.csv, runs.json, pareto.svg and the best network's model.zip. "
            + "The folder experiment in it lets the same command go on where it was stopped.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "tuning",
    };

    private static readonly Option<SeResNetVariant?> s_network = new("--network") { Description = "As for train.", HelpName = "NAME" };

    private static readonly Option<string[]> s_search = new("--search")
    {
        Description = $"What to search: {string.Join(", ", TuneSettings.Dimensions.Keys)}. Several behind each other.",
        HelpName = "WHAT",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["r"],
    };

    private static readonly Option<SearchStrategy?> s_strategy = new("--strategy")
    {
        Description = "SuccessiveHalving, Grid or Random. "
            + "Unless given: Grid up to 6 configurations, else SuccessiveHalving.", HelpName = "NAME"
    };
    private static readonly Option<int?> s_trials = Options.OptionalNumber(
        "--trials", "The most configurations. Unless given: all, or 27 where a learning rate or weight decay is searched.", 1, 10_000);
    private static readonly Option<int> s_repetitions = Options.Number("--repetitions",
        "Trainings of each configuration, each with a seed of its own: the spread that differences are judged by.", 1, 1, 100);
    private static readonly Option<bool> s_plain = new("--plain") { Description = "Try the network without squeeze and excitation too." };
    private static readonly Option<double?> s_within = Options.OptionalFraction("--within",
        "Also name the smallest network that is at most so many percentage points worse than the best. 1 unless given.", 0, 100);
    private static readonly Option<int?> s_minutes = Options.OptionalNumber(
        "--minutes", "End the search after so long, with what is finished then.", 1, 100_000);
    private static readonly Option<int?> s_perClass = Options.OptionalNumber(
        "--per-class", "Search with the first so many training pictures of each class only.", 2, 1_000_000);
    private static readonly Option<int> s_epochs = Options.Number(
        "--epochs", "How often each picture is seen in a whole training.", 9, 1, 100_000);
    private static readonly Option<int> s_batch = Options.Number("--batch", "Pictures a step.", 32, 2, 65_536);
    private static readonly Option<int> s_seed = Options.Seed();

    internal static Command Create(Terminal terminal)
    {
        s_search.AcceptOnlyFromAmong([.. TuneSettings.Dimensions.Keys]);
        var command = new Command("tune", "Search the reduction ratio r, and more: accuracy against size and speed.")
        {
            s_data, s_output, s_network, s_search, s_strategy, s_trials, s_repetitions, s_plain, s_within, s_minutes,
            s_perClass, s_epochs, s_batch, s_seed,
        };
        command.SetAction(result =>
        {
            using var interrupt = new Interrupt(terminal);
            new Search(terminal, Settings(result), interrupt.Token).Run();
            return 0;
        });
        return command;
    }

    private static TuneSettings Settings(ParseResult result) => new()
    {
        Data = result.GetRequiredValue(s_data),
        Output = result.GetRequiredValue(s_output),
        Network = result.GetValue(s_network),
        Searched = result.GetRequiredValue(s_search),
        Strategy = result.GetValue(s_strategy),
        Trials = result.GetValue(s_trials),
        Repetitions = result.GetValue(s_repetitions),
        WithPlain = result.GetValue(s_plain),
        Within = result.GetValue(s_within) ?? 1,
        Minutes = result.GetValue(s_minutes),
        PerClass = result.GetValue(s_perClass),
        Epochs = result.GetValue(s_epochs),
        BatchSize = result.GetValue(s_batch),
        Seed = result.GetValue(s_seed),
        IsVerbose = result.IsVerbose(),
    };
}
