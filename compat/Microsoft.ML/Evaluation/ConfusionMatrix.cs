using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How many rows of each class were taken for which.</summary>
public sealed class ConfusionMatrix
{
    private readonly IHost _host;
    private string? _formatted;

    internal ConfusionMatrix(IHost host, double[][] counts, ReadOnlyMemory<char>[] classNames)
    {
        _host = host;
        NumberOfClasses = counts.Length;
        ClassNames = classNames;
        Counts = counts.Select(row => (IReadOnlyList<double>)row.AsReadOnly()).ToArray().AsReadOnly();
        PerClassPrecision = [.. Enumerable.Range(0, NumberOfClasses).Select(i => Share(counts[i][i], counts.Sum(row => row[i])))];
        PerClassRecall = [.. Enumerable.Range(0, NumberOfClasses).Select(i => Share(counts[i][i], counts[i].Sum()))];
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>True classes outside, predicted ones inside.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    internal ReadOnlyMemory<char>[] ClassNames { get; }

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        const string Message = "Invalid index. Should be non-negative, less than the number of classes.";
        _host.CheckParam(predictedClassIndicatorIndex > -1 && predictedClassIndicatorIndex < Counts.Count, nameof(predictedClassIndicatorIndex), Message);
        _host.CheckParam(actualClassIndicatorIndex > -1 && actualClassIndicatorIndex < Counts.Count, nameof(actualClassIndicatorIndex), Message);
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    public string GetFormattedConfusionTable() => _formatted ??= new ConfusionTableText(this).ToString();

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
