using System.Globalization;

namespace SeNetMl.Benchmarks;

/// <summary>What a comparison prints, the same in every country.</summary>
internal static class Report
{
    internal static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    internal static void Figure(string name, double value) => Line($"figure {name} {value:0.000}");

    internal static double Median(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
