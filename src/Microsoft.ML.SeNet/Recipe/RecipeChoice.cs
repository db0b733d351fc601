using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet.Recipe;

/// <summary>From rows to a recipe: lists, looks at sizes, chooses, and tries out where there is a budget.</summary>
internal static class RecipeChoice
{
    /// <summary>Chooses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A wish is out of its range; the message lists all that are.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    internal static SeNetRecipe Of(IReadOnlyList<LabeledFile> files, SeNetRecipeOptions wishes)
    {
        Check(wishes);
        if (files.Count == 0)
            throw new InvalidOperationException("There is nothing to train on: expected rows of pictures, got none.");
        var imageNet = ImageNetWeights.AreIn(AppContext.BaseDirectory) && !wishes.FromScratch && wishes.InitialWeights is null
            ? SeNetWeights.ImageNet()
            : null;
        var recipe = RecipeRules.Choose(PictureSurvey.Of(files), wishes, imageNet);
        return wishes is { TimeBudget: { } budget, Epochs: null } && recipe.Backbone != BackboneTraining.Frozen
            ? RecipeRules.Within(recipe, budget, RecipeTrial.Measure(files, recipe))
            : recipe;
    }

    /// <summary>The rows of a view.</summary>
    internal static List<LabeledFile> Rows(IDataView data, string pathColumn, string labelColumn)
    {
        var (paths, labels) = (Texts(data, pathColumn), Texts(data, labelColumn));
        return [.. paths.Zip(labels, (path, label) => new LabeledFile(path, label))];
    }

    /// <summary>The values of a column of texts.</summary>
    internal static List<string> Texts(IDataView data, string name)
    {
        if (data.Schema.GetColumnOrNull(name) is not { Type: TextDataViewType } column)
            throw new ArgumentException(
                $"Expected a column '{name}' of texts in the rows, got "
                + $"{(data.Schema.GetColumnOrNull(name) is { } other ? other.Type.ToString() : "none")}. Give the rows as "
                + "LoadImagesFromFolder lists them, before MapValueToKey.", nameof(data));
        return [.. data.GetColumn<ReadOnlyMemory<char>>(column).Select(text => text.ToString())];
    }

    private static void Check(SeNetRecipeOptions wishes)
    {
        var faults = new Faults("A recipe");
        faults.Require(wishes.TimeBudget is null || wishes.TimeBudget > TimeSpan.Zero, nameof(wishes.TimeBudget),
            "above zero, or null", wishes.TimeBudget);
        faults.Require(wishes.Epochs is null or >= 1, nameof(wishes.Epochs), "1 or more, or null", wishes.Epochs);
        faults.Require(wishes.BatchSize is null or >= 2, nameof(wishes.BatchSize), "2 or more, or null", wishes.BatchSize);
        faults.Require(wishes.ImageSize is null or >= 1, nameof(wishes.ImageSize), "1 or more, or null", wishes.ImageSize);
        faults.Require(
            !wishes.FromScratch || wishes.InitialWeights is null, nameof(wishes.InitialWeights),
            $"null where {nameof(wishes.FromScratch)} is set", wishes.InitialWeights);
        faults.ThrowIfAny("options");
    }
}
