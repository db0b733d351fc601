namespace SeNetMl.Benchmarks;

/// <summary>Measures a subject's figures one after the other.</summary>
internal static class Comparison
{
    /// <summary>The exit code where the data are not there that a figure works on.</summary>
    internal const int NoData = 2;

    internal static int Run(IReadOnlyList<Subject> subjects, int rounds, double seconds, string? only)
    {
        Report.Line($"{rounds} turns of about {seconds} s a side, medians");
        var code = 0;
        foreach (var subject in subjects.Where(part => only is null || part.Figures.Any(figure => figure.Name == only)))
            code = Math.Max(code, Measure(subject, rounds, seconds, only));
        return code;
    }

    private static int Measure(Subject subject, int rounds, double seconds, string? only)
    {
        using var data = subject.Data?.Unpack();
        if (subject.Data is { } needed && data is null)
        {
            Console.Error.WriteLine(needed.Missing());
            return NoData;
        }
        using var workers = new Workers(); // of this subject alone: a process learns from its environment where the data are
        foreach (var figure in subject.Figures.Where(figure => only is null || figure.Name == only))
            figure.Measure(workers, rounds, seconds);
        return 0;
    }
}
