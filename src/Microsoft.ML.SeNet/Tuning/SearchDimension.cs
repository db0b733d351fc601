using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tuning;
using Microsoft.ML.SearchSpace;

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
    public static RangeDimension Range(string name, double minimum, double maximum, bool isLogarithmic = false) =>
        new(name, minimum, maximum, isLogarithmic);

    /// <summary>Notes what is wrong with the values.</summary>
    /// <param name="option">The type of the option, without its being nullable.</param>
    /// <param name="faults">Where to note it.</param>
    private protected abstract void CheckValues(Type option, Faults faults);

    internal void Check(Faults faults)
    {
        var property = OptionValue.PropertyOf(Name);
        if (faults.Require(property is not null, $"Dimension '{Name}'",
            "the name of an option of SeResNetTrainer.Options that a search may change", $"'{Name}'"))
            CheckValues(Nullable.GetUnderlyingType(property!.PropertyType) ?? property.PropertyType, faults);
    }
}

/// <summary>An option that takes one of some values.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Values">
/// The values as JSON: <c>16</c>, <c>"Standard"</c>, <c>null</c>. <see cref="SearchDimension.Choice"/> writes them.
/// </param>
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
        var rounded = isWhole
            ? Math.Round(value)
            : double.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return OptionValue.ToText(Math.Clamp(rounded, Minimum, Maximum));
    }

    private protected override void CheckValues(Type option, Faults faults)
    {
        var name = $"Dimension '{Name}'";
        if (!faults.Require(option == typeof(int) || option == typeof(double) || option == typeof(float), name,
            $"choices, since its type is {option.Name}", "a range"))
            return;
        faults.Require(double.IsFinite(Minimum) && double.IsFinite(Maximum) && Minimum < Maximum, name, "a minimum below the maximum",
            $"{Text(Minimum)} to {Text(Maximum)}");
        faults.Require(!IsLogarithmic || Minimum > 0, name, "a minimum above 0 for a logarithmic range", Minimum);
        faults.Require(option != typeof(int) || (Minimum == Math.Floor(Minimum) && Maximum == Math.Floor(Maximum)), name,
            "whole numbers at both ends", $"{Text(Minimum)} to {Text(Maximum)}");
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is worth searching, ready made. Numbers come from the attributes of <see cref="SeResNetTrainer.Options"/>, which ML.NET's
/// own AutoML reads too.</summary>
public static class SearchDimensions
{
    /// <summary>The reduction ratio r: 2, 4, 8, 16 or 32.</summary>
    public static SearchDimension ReductionRatio => OfAttribute(nameof(SeResNetTrainer.Options.ReductionRatio));

    /// <summary>The highest learning rate: 0.005 to 0.5, logarithmic.</summary>
    public static SearchDimension LearningRate => OfAttribute(nameof(SeResNetTrainer.Options.LearningRate));

    /// <summary>The weight decay: 0.00001 to 0.005, logarithmic.</summary>
    public static SearchDimension WeightDecay => OfAttribute(nameof(SeResNetTrainer.Options.WeightDecay));

    /// <summary>Where in a block the recalibration acts: the placements that every block has.</summary>
    public static SearchDimension Placement =>
        SearchDimension.Choice(
            nameof(SeResNetTrainer.Options.Placement), SePlacement.Standard, SePlacement.Pre, SePlacement.Post, SePlacement.Identity);

    /// <summary>How each channel becomes one number: average or maximum.</summary>
    public static SearchDimension Squeeze =>
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.Squeeze), SeSqueeze.Average, SeSqueeze.Max);

    /// <summary>The stages with squeeze and excitation: all, and each of the first three alone, which every network has.</summary>
    public static SearchDimension Stages =>
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.Stages), SeStages.All, SeStages.Layer1, SeStages.Layer2, SeStages.Layer3);

    /// <summary>How training pictures are varied: not at all, light or strong.</summary>
    public static SearchDimension Augmentation =>
        SearchDimension.Choice(
            nameof(SeResNetTrainer.Options.Augmentation), AugmentationPreset.None, AugmentationPreset.Light, AugmentationPreset.Strong);

    /// <summary>Depth and family.</summary>
    /// <param name="networks">At least one.</param>
    public static SearchDimension Network(params IEnumerable<SeResNetVariant> networks) =>
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.Network), [.. networks]);

    /// <summary>The side of the square that the network sees, in pixels. Pictures are decoded once for each size.</summary>
    /// <param name="sides">At least one.</param>
    public static SearchDimension ImageSize(params IEnumerable<int> sides) =>
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.ImageSize), [.. sides]);

    private static SearchDimension OfAttribute(string option)
    {
        var property = typeof(SeResNetTrainer.Options).GetProperty(option)!;
        if (property.GetCustomAttribute<ChoiceAttribute>() is { } choice)
            return SearchDimension.Choice(option, choice.Candidates);
        var range = property.GetCustomAttribute<RangeAttribute>()!;
        return SearchDimension.Range(option, (double)range.Min, (double)range.Max, range.LogBase);
    }
}
