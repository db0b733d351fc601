using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.SeNet.Common;

/// <summary>Between which finite numbers an option may be. Where its type has null, that is none of this attribute's business.</summary>
/// <param name="minimum">The smallest number.</param>
/// <param name="maximum">The largest number; infinite where there is none.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LimitsAttribute(double minimum, double maximum = double.PositiveInfinity) : Attribute
{
    /// <summary>Whether the smallest number itself is not allowed.</summary>
    public bool ExcludesMinimum { get; init; }

    /// <summary>Whether the largest number itself is not allowed.</summary>
    public bool ExcludesMaximum { get; init; }

    /// <summary>Why, where that is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>Notes each number of an object's properties that is beyond its limits.</summary>
    internal static void Check(object options, Faults faults)
    {
        foreach (var property in options.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<LimitsAttribute>() is { } limits && property.GetValue(options) is { } value)
                faults.Require(limits.Holds(Convert.ToDouble(value, CultureInfo.InvariantCulture)), property.Name,
                    limits.Text(property.PropertyType), value);
        }
    }

    private bool Holds(double value) =>
        double.IsFinite(value) && (ExcludesMinimum ? value > minimum : value >= minimum)
            && (ExcludesMaximum ? value < maximum : value <= maximum);

    private string Text(Type type)
    {
        var (low, high) = (minimum.ToString(CultureInfo.InvariantCulture), maximum.ToString(CultureInfo.InvariantCulture));
        var range = double.IsInfinity(maximum)
            ? ExcludesMinimum ? $"a number above {low}" : $"{low} or more"
            : ExcludesMinimum ? $"above {low} and at most {high}"
            : ExcludesMaximum ? $"{low} to below {high}"
            : $"{low} to {high}";
        return range + (Reason is null ? "" : $", since {Reason}") + (Nullable.GetUnderlyingType(type) is null ? "" : ", or null");
    }
}
