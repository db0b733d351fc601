using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet;

/// <summary>One option of <see cref="SeResNetTrainer.Options"/> and the values that a search may give it.</summary>
/// <param name="Name">The option's name, such as "ReductionRatio".</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "Kind")]
[JsonDerivedType(typeof(ChoiceDimension), "Choice")]
[JsonDerivedType(typeof(RangeDimension), "Range")]
public abstract record SearchDimension(string Name)
{
    /// <summary>An option that takes one of some values.</summary>
    /// <param name="name">The option's name; <c>nameof</c> spells it right.</param>
    /// <param name="values">The values, at least one, each another.</param>
    /// <typeparam name="T">The option's type.</typeparam>
    public static ChoiceDimension Choice<T>(string name, params T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new ChoiceDimension(name, [.. values.Select(value => OptionValue.ToText(value))]);
    }

    /// <summary>A number between two others.</summary>
    /// <param name="name">The option's name; <c>nameof</c> spells it right.</param>
    /// <param name="minimum">The smallest value.</param>
    /// <param name="maximum">The largest value.</param>
    /// <param name="isLogarithmic">Whether each factor is as likely as any other, as learning rates want it; else each difference.</param>
    public static RangeDimension Range(string name, double minimum, double maximum, bool isLogarithmic = false) => new(name, minimum, maximum, isLogarithmic);

    /// <summary>Notes what is wrong with the values.</summary>
    /// <param name="option">The type of the option, without its being nullable.</param>
    /// <param name="faults">Where to note it.</param>
    private protected abstract void CheckValues(Type option, Faults faults);

    internal void Check(Faults faults)
    {
        var property = OptionValue.PropertyOf(Name);
        if (faults.Require(property is not null, $"Dimension '{Name}'", "the name of an option of SeResNetTrainer.Options that a search may change", $"'{Name}'"))
            CheckValues(Nullable.GetUnderlyingType(property!.PropertyType) ?? property.PropertyType, faults);
    }
}
