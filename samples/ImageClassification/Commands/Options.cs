using System.CommandLine;
using System.CommandLine.Parsing;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>Options that several verbs have, and options that check their range.</summary>
internal static class Options
{
    internal static Option<int> Seed() =>
        Number("--seed", "Decides everything that is random: equal seeds give equal results.", 1, int.MinValue, int.MaxValue);

    internal static Argument<FileInfo> Model() =>
        new("MODEL") { Description = "A model that train has written, such as output/model.zip." };

    /// <summary>A whole number with a default.</summary>
    internal static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };
        option.Validators.Add(given => Check(given, name, number => number >= least && number <= most, $"{least:N0} to {most:N0}"));
        return option;
    }

    /// <summary>A whole number that something else decides where it is absent.</summary>
    internal static Option<int?> OptionalNumber(string name, string description, int least, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(given => Check(given, name, number => number >= least && number <= most, $"{least:N0} to {most:N0}"));
        return option;
    }

    /// <summary>A number that something else decides where it is absent.</summary>
    internal static Option<double?> OptionalFraction(string name, string description, double above, double most)
    {
        var option = new Option<double?>(name) { Description = description, HelpName = "X" };
        option.Validators.Add(given => Check(given, name, number => number > above && number <= most, $"more than {above}, up to {most}"));
        return option;
    }

    private static void Check(OptionResult given, string name, Func<double, bool> holds, string expected)
    {
        // What is no number at all is the parser's to say.
        if (given.Tokens is [var token] && double.TryParse(token.Value, out var number) && !holds(number))
            given.AddError($"{name}: expected {expected}, got {token.Value}.");
    }
}
