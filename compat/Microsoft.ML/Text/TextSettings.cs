using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The options of a loader, checked.</summary>
internal sealed class TextSettings
{
    public TextSettings(TextLoader.Options options, IHost host)
    {
        if (options.AllowSparse)
            throw host.ExceptNotSupp("Sparse rows are not part of this subset of ML.NET.");
        MaxRows = options.MaxRows ?? long.MaxValue;
        if (MaxRows < 0)
            throw host.ExceptParam(nameof(options.MaxRows));
        Separators = [.. options.Separators.Distinct().Select(separator => Checked(separator, host))];
        if (options.DecimalMarker is not ('.' or ','))
            throw host.ExceptUserArg(nameof(options.DecimalMarker), "Decimal marker cannot be the '{0}' character. It must be '.' or ','.", options.DecimalMarker);
        if (!options.AllowQuoting && options.DecimalMarker == ',' && Separators.Contains(','))
            throw host.ExceptUserArg(nameof(options.AllowQuoting), "Quoting must be allowed if decimal marker and separator are the ',' character.");
        if (Separators.Contains(options.EscapeChar))
            throw host.ExceptUserArg(nameof(options.EscapeChar), "EscapeChar '{0}' can't be used both as EscapeChar and separator", options.EscapeChar);
        (AllowQuoting, EscapeChar, DecimalMarker, Trims) = (options.AllowQuoting, options.EscapeChar, options.DecimalMarker, options.TrimWhitespace);
        UsesThreads = options.UseThreads;
        HasHeader = options.HasHeader && string.IsNullOrWhiteSpace(options.HeaderFile);
        (ReadsMultilines, MissingRealsAreNaN) = (options.AllowQuoting && options.ReadMultilines, options.MissingRealsAsNaNs);
    }

    public char[] Separators { get; }

    public char EscapeChar { get; }

    public char DecimalMarker { get; }

    public bool AllowQuoting { get; }

    public bool HasHeader { get; }

    public bool ReadsMultilines { get; }

    public bool MissingRealsAreNaN { get; }

    public long MaxRows { get; }

    /// <summary>We read on the caller's thread; what fails says that parsing failed, as it does on genuine threads.</summary>
    public bool UsesThreads { get; }

    private bool Trims { get; }

    public ReadOnlyMemory<char> Trimmed(string line) => Trims ? line.AsMemory().TrimEnd() : line.AsMemory();

    private static char Checked(char separator, IHost host) =>
        separator is '\t' || (separator >= ' ' && separator is not ((>= '0' and <= '9') or '"'))
            ? separator
            : throw host.ExceptUserArg("Separator", "Illegal separator: '{0}'", separator);
}
