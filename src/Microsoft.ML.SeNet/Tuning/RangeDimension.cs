using System.Globalization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet;

/// <summary>An option that takes any number of a range, both ends included; of whole numbers where the option is one.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
/// <param name="IsLogarithmic">Whether each factor is as likely as any other; else each difference.</param>
public sealed record RangeDimension(string Name, double Minimum, double Maximum, bool IsLogarithmic) : SearchDimension(Name)
{
    private const int Digits = 4;

    /// <summary>A value of the range, rounded to four digits, as JSON.</summary>
    /// <param name="share">From 0 to below 1: where in the range.</param>
    internal string At(double share)
    {
        var isWhole = OptionValue.IsWhole(Name);
        // A whole number has as much of the range as any other: half a unit either way.
        var (low, high) = isWhole ? (Minimum - 0.5, Maximum + 0.5) : (Minimum, Maximum);
        var value = IsLogarithmic ? low * Math.Pow(high / low, share) : low + (share * (high - low));
        var rounded = isWhole ? Math.Round(value) : double.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return OptionValue.ToText(Math.Clamp(rounded, Minimum, Maximum));
    }

    private protected override void CheckValues(Type option, Faults faults)
    {
        var name = $"Dimension '{Name}'";
        if (!faults.Require(option == typeof(int) || option == typeof(double) || option == typeof(float), name, $"choices, since its type is {option.Name}", "a range"))
            return;
        faults.Require(double.IsFinite(Minimum) && double.IsFinite(Maximum) && Minimum < Maximum, name, "a minimum below the maximum", $"{Text(Minimum)} to {Text(Maximum)}");
        faults.Require(!IsLogarithmic || Minimum > 0, name, "a minimum above 0 for a logarithmic range", Minimum);
        faults.Require(option != typeof(int) || (Minimum == Math.Floor(Minimum) && Maximum == Math.Floor(Maximum)), name, "whole numbers at both ends", $"{Text(Minimum)} to {Text(Maximum)}");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
