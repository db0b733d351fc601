using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet;

/// <summary>An option that takes one of some values.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Values">The values as JSON: <c>16</c>, <c>"Standard"</c>, <c>null</c>. <see cref="SearchDimension.Choice"/> writes them.</param>
public sealed record ChoiceDimension(string Name, IReadOnlyList<string> Values) : SearchDimension(Name)
{
    private protected override void CheckValues(Type option, Faults faults)
    {
        if (!faults.Require(Values is { Count: > 0 }, $"Dimension '{Name}'", "one value or more", "none"))
            return;
        foreach (var value in Values)
            faults.Require(OptionValue.Fits(Name, value), $"Dimension '{Name}'", $"values of type {option.Name}", value);
        faults.Require(Values.Distinct().Count() == Values.Count, $"Dimension '{Name}'", "each value once", string.Join(", ", Values));
    }
}
