namespace SeNetMl.Benchmarks;

/// <summary>Measures a subject's figures one after the other.</summary>
internal static class Comparison
{
    /// <summary>The exit code where the data are not there that a figure works on.</summary>
    internal const int NoData = 2;

    internal static int Run(string subject, int rounds, double seconds, string? only)
    {
        var figures = Subjects.Of(subject).Where(part => only is null || part.Figures.Any(figure => figure.Name == only)).ToArray();
        using var workers = new Workers();
        Report.Line($"{rounds} turns of about {seconds} s a side, medians");
        var code = 0;
        foreach (var part in figures)
            code = Math.Max(code, Measure(part, workers, rounds, seconds, only));
        return code;
    }

    private static int Measure(Subject subject, Workers workers, int rounds, double seconds, string? only)
    {
        using var data = subject.Data?.Unpack();
        if (subject.Data is { } needed && data is null)
        {
            Console.Error.WriteLine(needed.Missing());
            return NoData;
        }
        foreach (var figure in subject.Figures.Where(figure => only is null || figure.Name == only))
            figure.Measure(workers, rounds, seconds);
        return 0;
    }
}
