namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>How well a model knows one class. A share is null where there is nothing to take a share of.</summary>
/// <param name="Label">The class.</param>
/// <param name="Pictures">Pictures of it.</param>
/// <param name="Predicted">Pictures taken for it.</param>
/// <param name="Found">Pictures of it that were taken for it.</param>
/// <param name="TakenFor">The class that its pictures are most often mistaken for; null where none is.</param>
/// <param name="TimesTakenFor">How often that happened.</param>
internal sealed record ClassFigures(string Label, int Pictures, int Predicted, int Found, string? TakenFor, int TimesTakenFor)
{
    /// <summary>The share of its pictures that was found.</summary>
    internal double? Recall => Share(Found, Pictures);

    /// <summary>The share of right ones among the pictures taken for it.</summary>
    internal double? Precision => Share(Found, Predicted);

    /// <summary>The harmonic mean of both.</summary>
    internal double? F1 => Share(2 * Found, Pictures + Predicted);

    /// <summary>Reads a confusion matrix, true classes outside and predicted ones inside.</summary>
    internal static IReadOnlyList<ClassFigures> Of(IReadOnlyList<string> labels, IReadOnlyList<IReadOnlyList<double>> counts)
    {
        var predicted = new int[labels.Count];
        foreach (var row in counts)
        {
            for (var column = 0; column < predicted.Length; column++)
                predicted[column] += (int)row[column];
        }
        return [.. labels.Select((label, own) => Of(labels, counts[own], own, predicted[own]))];
    }

    private static ClassFigures Of(IReadOnlyList<string> labels, IReadOnlyList<double> counts, int own, int predicted)
    {
        var most = Enumerable.Range(0, counts.Count).Where(index => index != own).DefaultIfEmpty(own).MaxBy(index => counts[index]);
        var times = most == own ? 0 : (int)counts[most];
        return new(labels[own], (int)counts.Sum(), predicted, (int)counts[own], times > 0 ? labels[most] : null, times);
    }

    private static double? Share(double part, double whole) => whole > 0 ? part / whole : null;
}
