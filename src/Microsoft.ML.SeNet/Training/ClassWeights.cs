namespace Microsoft.ML.SeNet.Training;

/// <summary>How much the loss of a picture of each class counts.</summary>
internal static class ClassWeights
{
    /// <summary>The weights that the settings ask for; null where all classes count alike.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="labels">The class of each training picture.</param>
    internal static double[]? Of(TrainingSettings settings, IReadOnlyCollection<int> labels) =>
        settings.ClassBalance == ClassBalance.WeightedLoss ? Balanced(labels, settings.Network.Classes) : settings.ClassWeights;

    /// <summary>n / (K · nₖ), as scikit-learn's compute_class_weight("balanced").</summary>
    /// <param name="labels">The class of each picture.</param>
    /// <param name="classes">K; each of them has a picture.</param>
    internal static double[] Balanced(IReadOnlyCollection<int> labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
            counts[label]++;
        return [.. counts.Select(count => labels.Count / ((double)classes * count))];
    }
}
