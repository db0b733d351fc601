using System.Globalization;

namespace SeNetMl.Benchmarks;

/// <summary>Two processes, one turn each, again and again; a figure is the median over the turns, so that a machine's moods cancel out.</summary>
internal static class Comparison
{
    /// <summary>The exit code where the data are not there that a subject works on.</summary>
    internal const int NoData = 2;

    internal static int Run(string subjectName, int rounds, double seconds, string? only)
    {
        var subject = Subjects.Of(subjectName);
        using var data = subject.Data?.Unpack();
        if (subject.Data is { } needed && data is null)
        {
            Console.Error.WriteLine(needed.Missing());
            return NoData;
        }
        using var ours = WorkerProcess.Ours();
        using var peer = subject.Peer is { } script ? WorkerProcess.Peer(script) : null;
        Console.WriteLine($"ours: {ours.Introduction}");
        if (peer is not null)
            Console.WriteLine($"peer: {peer.Introduction}");
        Console.WriteLine($"malloc: {Environment.GetEnvironmentVariable("GLIBC_TUNABLES") ?? "plain"}");
        Console.WriteLine($"{rounds} turns of about {seconds.ToString(CultureInfo.InvariantCulture)} s a side, medians");
        foreach (var figure in subject.Figures.Where(figure => only is null || figure.Name == only))
            Measure(figure, ours, figure.AgainstUs ? ours : peer!, rounds, seconds);
        return 0;
    }

    private static void Measure(Figure figure, WorkerProcess ours, WorkerProcess other, int rounds, double seconds)
    {
        var ourCount = Count(ours, figure.Work, seconds);
        var otherCount = Count(other, figure.Against, seconds);
        var turns = new List<(double Ours, double Other, double Value)>();
        for (var round = 0; round < rounds; round++)
        {
            var mine = ours.Seconds(figure.Work, ourCount);
            var theirs = other.Seconds(figure.Against, otherCount);
            turns.Add((mine, theirs, figure.Value(mine, theirs)));
        }
        Console.WriteLine(Invariant(
            $"{figure.Name}: ours {figure.Units / Median(turns.Select(turn => turn.Ours)):0.##}/s, {(figure.AgainstUs ? figure.Against : "peer")} {figure.Units / Median(turns.Select(turn => turn.Other)):0.##}/s, turns {turns.Min(turn => turn.Value):0.000} to {turns.Max(turn => turn.Value):0.000}"));
        Console.WriteLine(Invariant($"figure {figure.Name} {Median(turns.Select(turn => turn.Value)):0.000}"));
    }

    /// <summary>Warms a work up and finds how many repetitions fill a turn.</summary>
    private static int Count(WorkerProcess process, string work, double seconds)
    {
        process.Seconds(work, 1);
        var once = process.Seconds(work, 1);
        if (once < seconds / 1000)
            once = process.Seconds(work, 1000);
        return Math.Max(1, (int)Math.Round(seconds / once));
    }

    private static double Median(IEnumerable<double> numbers)
    {
        var sorted = numbers.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
