using System.Globalization;

namespace SeNetMl.Benchmarks.Experiments;

/// <summary>What came of one training: a line of benchmarks/results/experiments.csv.</summary>
/// <param name="Name">The experiment's name.</param>
/// <param name="Pictures">What it learnt from.</param>
/// <param name="Epochs">Passes over them.</param>
/// <param name="Seed">The seed of everything random.</param>
/// <param name="Parameters">Trainable parameters of the network.</param>
/// <param name="Accuracy">The share of test pictures that it tells right; null where the training diverged.</param>
internal sealed record ExperimentResult(string Name, string Pictures, int Epochs, int Seed, long Parameters, double? Accuracy)
{
    internal const string Header = "experiment;pictures;epochs;seed;parameters;test_accuracy";

    private const string Diverged = "diverged";

    internal bool IsOf(Experiment experiment) =>
        Name == experiment.Name && Pictures == experiment.Pictures.Name && Epochs == experiment.Epochs;

    internal string ToLine() => string.Create(CultureInfo.InvariantCulture,
        $"{Name};{Pictures};{Epochs};{Seed};{Parameters};{Accuracy?.ToString("0.0000", CultureInfo.InvariantCulture) ?? Diverged}");

    /// <exception cref="FormatException">The line is another's.</exception>
    internal static ExperimentResult Parse(string line) => line.Split(
        ';') is [var name, var pictures, var epochs, var seed, var parameters, var accuracy]
        ? new(name, pictures, Whole(epochs), Whole(seed), Whole(parameters),
            accuracy == Diverged ? null : double.Parse(accuracy, CultureInfo.InvariantCulture))
        : throw new FormatException($"A result: expected '{Header}', got '{line}'.");

    private static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
