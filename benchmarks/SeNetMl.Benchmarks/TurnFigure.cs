namespace SeNetMl.Benchmarks;

/// <summary>Two works that take turns, and the figure that their times make: the median over the turns,
/// so that a machine's moods cancel out.</summary>
/// <param name="Name">The figure's name.</param>
/// <param name="Work">Our work.</param>
/// <param name="Other">The other work.</param>
/// <param name="Units">How many pictures or calls one repetition is, for the rates shown.</param>
/// <param name="Peer">Whose the other work is; null for ours.</param>
/// <param name="Value">The figure, from our seconds and the other's for one repetition.</param>
internal sealed record TurnFigure(string Name, string Work, string Other, int Units, Peer? Peer, Func<double, double, double> Value)
    : Figure(Name)
{
    internal override Peer? Against => Peer;

    internal override IEnumerable<string> OurWorks => Peer is null ? [Work, Other] : [Work];

    internal override void Measure(Workers workers, int rounds, double seconds)
    {
        var (ours, other) = (workers.Ours(), Peer is null ? workers.Ours() : workers.Of(Peer));
        var ourCount = ours.Repetitions(Work, seconds);
        var otherCount = other.Repetitions(Other, seconds);
        var turns = new List<(double Ours, double Other, double Value)>();
        for (var round = 0; round < rounds; round++)
        {
            var mine = ours.Seconds(Work, ourCount);
            var theirs = other.Seconds(Other, otherCount);
            turns.Add((mine, theirs, Value(mine, theirs)));
        }
        Report.Line(
            $"{Name}: ours {Units / Report.Median(turns.Select(turn => turn.Ours)):0.##}/s, {
                Peer?.ToString() ?? Other} {
                Units / Report.Median(turns.Select(turn => turn.Other)):0.##}/s, turns {turns.Min(turn => turn.Value):0.000} to {
                turns.Max(turn => turn.Value):0.000}");
        Report.Figure(Name, Report.Median(turns.Select(turn => turn.Value)));
    }
}
