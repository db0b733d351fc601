using System.Reflection;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.SeNet;

/// <summary>
/// What is worth searching, ready made. Numbers come from the attributes of <see cref="SeResNetTrainer.Options"/>, which ML.NET's own
/// AutoML reads too.
/// </summary>
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
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.Placement), SePlacement.Standard, SePlacement.Pre, SePlacement.Post,
            SePlacement.Identity);

    /// <summary>How each channel becomes one number: average or maximum.</summary>
    public static SearchDimension Squeeze =>
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.Squeeze), SeSqueeze.Average, SeSqueeze.Max);

    /// <summary>The stages with squeeze and excitation: all, and each of the first three alone, which every network has.</summary>
    public static SearchDimension Stages =>
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.Stages), SeStages.All, SeStages.Layer1, SeStages.Layer2, SeStages.Layer3);

    /// <summary>How training pictures are varied: not at all, light or strong.</summary>
    public static SearchDimension Augmentation =>
        SearchDimension.Choice(nameof(SeResNetTrainer.Options.Augmentation), AugmentationPreset.None, AugmentationPreset.Light,
            AugmentationPreset.Strong);

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
