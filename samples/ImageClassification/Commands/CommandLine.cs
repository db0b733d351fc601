using System.CommandLine;
using System.Text.RegularExpressions;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>A command as it can be typed again.</summary>
internal static partial class CommandLine
{
    private const string Program = "./sample.sh";

    /// <summary>What was given, quoted for a shell where it must be.</summary>
    internal static string Of(ParseResult result) => string.Join(' ', result.Tokens.Select(token => Quoted(token.Value)).Prepend(Program));

    private static string Quoted(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w./:=,+@%-]+$")]
    private static partial Regex Plain();
}
