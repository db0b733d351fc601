namespace SeNetMl.Benchmarks;

/// <summary>
/// The most memory that a fresh process has had after a few repetitions of a work, libraries and runtime included:
/// ours in megabytes, or ours over a peer's.
/// </summary>
/// <param name="Name">The figure's name.</param>
/// <param name="Work">The work, on both sides.</param>
/// <param name="Peer">Whose memory ours is compared with; null for ours alone.</param>
internal sealed record PeakMemoryFigure(string Name, string Work, Peer? Peer) : Figure(Name)
{
    private const int Repetitions = 3;
    private const double Mega = 1e6;

    internal override Peer? Against => Peer;

    internal override IEnumerable<string> OurWorks => [Work];

    internal override void Measure(Workers workers, int rounds, double seconds)
    {
        var ours = Peak(WorkerProcess.Ours());
        if (Peer is null)
        {
            Report.Line($"{Name}: ours {ours.Peak:0} MB, before the work {ours.Before:0} MB");
            Report.Figure(Name, ours.Peak);
            return;
        }
        var theirs = Peak(WorkerProcess.Of(Peer));
        Report.Line(
            $"{Name}: ours {ours.Peak:0} MB, before the work {ours.Before:0} MB; {Peer} {theirs.Peak:0} MB, before the work {
                theirs.Before:0} MB");
        Report.Figure(Name, ours.Peak / theirs.Peak);
    }

    private (double Before, double Peak) Peak(WorkerProcess process)
    {
        using (process)
        {
            var before = process.PeakMemory;
            process.Seconds(Work, Repetitions);
            return (before / Mega, process.PeakMemory / Mega);
        }
    }
}
