using System.Diagnostics;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Recipe;

/// <summary>Tries a recipe out on a few pictures, for nothing but the time that it takes.</summary>
internal static class RecipeTrial
{
    private const int Batches = 6;

    /// <summary>The backward pass takes about twice the time of the forward pass.</summary>
    private const double ForwardShare = 3;

    /// <summary>Measures.</summary>
    /// <param name="files">The pictures to train on; those of the trial are taken from all of their classes in turn.</param>
    /// <param name="recipe">What is to be done with them.</param>
    internal static RecipeSpeed Measure(IReadOnlyList<LabeledFile> files, SeNetRecipe recipe)
    {
        var few = Few(files, recipe.BatchSize * Batches);
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(few);
        var keyed = ml.Transforms.Conversion.MapValueToKey(nameof(LabeledFile.Label)).Fit(data).Transform(data);
        var options = recipe.ToOptions(nameof(LabeledFile.ImagePath), nameof(LabeledFile.Label));
        (options.Epochs, options.Backbone, options.OnBadImage) = (1, BackboneTraining.Full, OnBadImage.Skip);
        var (clock, steps, loaded) = (Stopwatch.StartNew(), new List<TimeSpan>(), TimeSpan.Zero);
        options.ProgressCallback = progress =>
        {
            if (progress.Stage == TrainingStage.Loading)
                loaded = clock.Elapsed;
            else if (progress.Stage == TrainingStage.Training)
                steps.Add(clock.Elapsed);
        };
        using (new SeResNetTrainer(ml, options).Fit(keyed))
        {
        }
        var training = steps.Count > 1
            ? (steps.Count - 1) * recipe.BatchSize / (steps[^1] - steps[0]).TotalSeconds // the first one makes memory and kernels
            : few.Count / Math.Max(1e-3, (clock.Elapsed - loaded).TotalSeconds);
        return new RecipeSpeed(few.Count / Math.Max(1e-3, loaded.TotalSeconds), training * ForwardShare, training);
    }

    private static List<LabeledFile> Few(IReadOnlyList<LabeledFile> files, int count) =>
    [
        .. files.GroupBy(file => file.Label).SelectMany(group => group.Select((file, turn) => (file, turn)))
            .OrderBy(item => item.turn).ThenBy(item => item.file.ImagePath, StringComparer.Ordinal).Take(count).Select(item => item.file),
    ];
}
