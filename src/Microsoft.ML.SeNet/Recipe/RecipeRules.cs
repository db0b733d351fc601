using System.Globalization;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Recipe;

/// <summary>
/// Which recipe is for which pictures. The numbers are those that did well on photographs of flowers and, for few small pictures, on
/// CIFAR-10; docs/recipes.md says how they were chosen and what they reach.
/// </summary>
internal static class RecipeRules
{
    /// <summary>Pictures up to this side are for the networks of CIFAR's, at their own size.</summary>
    private const int SmallSide = 64;

    /// <summary>Fewer small pictures than these learn more from a network that knows large ones, which they are enlarged for.</summary>
    private const int EnoughSmallPictures = 5_000;

    private const int UsualSide = 224;
    private const int UsualBatch = 32;
    private const double FineTuningRate = 0.01;

    // Pictures that pass through the network in all: what one waits minutes for.
    private static readonly Passes s_fineTuning = new(20_000, Least: 3, Most: 30);
    private static readonly Passes s_photographs = new(50_000, Least: 10, Most: 60);
    private static readonly Passes s_smallPictures = new(300_000, Least: 10, Most: 60);

    /// <summary>Fewer epochs of all leave a network worse than the solved head alone, which they begin with.</summary>
    private const int LeastFineTuning = 3;

    /// <summary>Of fewer pictures a network learns to know each by heart: then the solved head alone does better.</summary>
    private const int LeastForFineTuning = 300;

    /// <summary>The same for small pictures that are enlarged, which look less like those that the network knows.</summary>
    private const int LeastEnlarged = 1_000;

    /// <summary>The recipe without regard to time.</summary>
    /// <param name="survey">The pictures.</param>
    /// <param name="wishes">What is wished.</param>
    /// <param name="imageNet">The weights that photographs start from; null where they are not there.</param>
    internal static SeNetRecipe Choose(PictureSurvey survey, SeNetRecipeOptions wishes, SeNetWeights? imageNet)
    {
        var isFew = imageNet is not null && survey.Pictures < EnoughSmallPictures
            && wishes is { Network: null, ImageSize: null, InitialWeights: null, FromScratch: false };
        var isSmall = !isFew && IsSmall(survey, wishes);
        var weights = wishes.FromScratch ? null : wishes.InitialWeights ?? (isSmall || !Fits(imageNet, wishes.Network) ? null : imageNet);
        var network = wishes.Network ?? weights?.Network.Variant
            ?? (isSmall ? SeResNetVariant.CifarSeResNet20 : SeResNetVariant.SeResNet18);
        var batch = wishes.BatchSize ?? UsualBatch;
        var passes = weights is not null ? s_fineTuning : isSmall ? s_smallPictures : s_photographs;
        var isFrozen = weights is not null && wishes.Epochs is null
            && survey.Pictures < (survey.MedianSide <= SmallSide ? LeastEnlarged : LeastForFineTuning);
        return new SeNetRecipe
        {
            Pictures = survey.Pictures,
            Classes = survey.Classes,
            MedianWidth = survey.MedianWidth,
            MedianHeight = survey.MedianHeight,
            Network = network,
            InitialWeights = weights,
            Backbone = weights is null ? BackboneTraining.Full : isFrozen ? BackboneTraining.Frozen : BackboneTraining.FrozenThenFull,
            ImageSize = wishes.ImageSize ?? weights?.Evaluation?.ImageSize ?? (isSmall ? Math.Max(1, survey.MedianSide) : SideOf(network)),
            Epochs = isFrozen ? 0 : wishes.Epochs ?? passes.Epochs(survey.Pictures),
            BatchSize = batch,
            LearningRate = (weights is null ? TrainingOptions.DefaultLearningRate : FineTuningRate) * batch / UsualBatch,
            Augmentation = isFrozen ? AugmentationPreset.None : AugmentationPreset.Light,
            Reason = Reason(survey, weights, isSmall, isFrozen),
            Remarks = [.. Remarks(survey, weights, isSmall, wishes)],
        };
    }

    /// <summary>The recipe in a given time.</summary>
    /// <param name="recipe">That without regard to time.</param>
    /// <param name="budget">The time.</param>
    /// <param name="speed">How fast this machine is with it.</param>
    internal static SeNetRecipe Within(SeNetRecipe recipe, TimeSpan budget, RecipeSpeed speed)
    {
        const double Reserve = 0.1;
        var left = (budget.TotalSeconds * (1 - Reserve)) - (recipe.Pictures / speed.Reading)
            - (recipe.Backbone == BackboneTraining.Full ? 0 : recipe.Pictures / speed.Features);
        var epochs = (int)Math.Min(Math.Floor(left * speed.Training / recipe.Pictures), s_photographs.Most);
        var given = string.Create(CultureInfo.InvariantCulture,
            $"for {Text(budget)} at {speed.Training:0} pictures/s");
        if (recipe.Backbone == BackboneTraining.Full)
            return epochs >= 1
                ? recipe with { Epochs = epochs, Reason = $"{recipe.Reason} Epochs: {given}." }
                : recipe with { Epochs = 1, Remarks = [.. recipe.Remarks, TooShort(recipe, budget, speed)] };
        return epochs >= LeastFineTuning
            ? recipe with { Epochs = epochs, Reason = $"{recipe.Reason} Epochs: {given}." }
            : recipe with
            {
                Epochs = 0, Backbone = BackboneTraining.Frozen, Augmentation = AugmentationPreset.None,
                Reason = $"{recipe.Reason} {char.ToUpperInvariant(given[0])}{given[1..]} there is time for no more.",
            };
    }

    private static bool IsSmall(PictureSurvey survey, SeNetRecipeOptions wishes) => wishes.Network is { } wanted
        ? IsForSmall(wanted)
        : survey.MedianSide <= SmallSide && wishes.ImageSize is null or <= SmallSide;

    /// <summary>Whether weights are those of a network.</summary>
    private static bool Fits(SeNetWeights? weights, SeResNetVariant? network) =>
        weights is not null && (network is null || network == weights.Network.Variant);

    private static int SideOf(SeResNetVariant network) => Enum.IsDefined(network) ? VariantRow.Of(network).ImageSize : UsualSide;

    private static bool IsForSmall(SeResNetVariant network) =>
        Enum.IsDefined(network) && VariantRow.Of(network).IsForSmallPictures;

    private static string Reason(PictureSurvey survey, SeNetWeights? weights, bool isSmall, bool isFrozen)
    {
        var pictures = string.Create(CultureInfo.InvariantCulture,
            $"{survey.Pictures:N0} picture{(survey.Pictures == 1 ? "" : "s")} of {survey.Classes} classes, median {survey.MedianWidth}×"
            + $"{survey.MedianHeight}:");
        return isFrozen
            ? $"{pictures} so few would be learned by heart, were more to learn."
            : weights is not null
            ? $"{pictures} so many learn best from a network that knows pictures already."
            : isSmall ? $"{pictures} so small ones have networks of their own." : $"{pictures} too large for a network of small pictures.";
    }

    private static IEnumerable<string> Remarks(PictureSurvey survey, SeNetWeights? weights, bool isSmall, SeNetRecipeOptions wishes)
    {
        const int Named = 3;
        if (survey.Odd is { Count: > 0 } odd)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{odd.Count:N0} picture{(odd.Count == 1 ? " is" : "s are")} far smaller than usual: "
                + $"{string.Join(", ", odd.Take(Named).Select(one => $"'{one.Path}' ({one.Width}×{one.Height})"))}"
                + $"{(odd.Count > Named ? ", …" : "")}. See whether {(odd.Count == 1 ? "it is" : "they are")} what "
                + $"{(odd.Count == 1 ? "it" : "they")} should be.");
        if (weights is null && !isSmall && !wishes.FromScratch && wishes.Network is null or SeResNetVariant.SeResNet18)
            yield return "Photographs learn faster and better from ImageNet's weights, which are not there. Add them: dotnet add package "
                + $"{ImageNetWeights.Package} --version {ImageNetWeights.PackageVersion}";
    }

    private static string TooShort(SeNetRecipe recipe, TimeSpan budget, RecipeSpeed speed) => string.Create(CultureInfo.InvariantCulture,
        $"{Text(budget)} is too little for an epoch, "
        + $"which takes about {Text(TimeSpan.FromSeconds(recipe.Pictures / speed.Training))} here: one is done all the same.");

    private static string Text(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");

    private sealed record Passes(int Pictures, int Least, int Most)
    {
        internal int Epochs(int pictures) => Math.Clamp(Pictures / Math.Max(1, pictures), Least, Most);
    }
}

/// <summary>How fast a machine is, in pictures a second.</summary>
/// <param name="Reading">Reading and decoding them.</param>
/// <param name="Features">Through the network once.</param>
/// <param name="Training">Forward and backward.</param>
internal sealed record RecipeSpeed(double Reading, double Features, double Training);
