using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Tuning;

namespace Microsoft.ML.SeNet.Tests.Tuning;

public class RungScheduleTests
{
    [Theory]
    [InlineData(27, 1, 3, 27, new[] { 1, 3, 9, 27 })]
    [InlineData(9, 1, 3, 27, new[] { 1, 3, 9 })]
    [InlineData(30, 1, 3, 5, new[] { 10, 30 })]
    [InlineData(30, 2, 3, 81, new[] { 3, 10, 30 })]
    [InlineData(12, 1, 2, 8, new[] { 2, 3, 6, 12 })]
    [InlineData(2, 1, 3, 9, new[] { 1, 2 })]
    [InlineData(1, 1, 3, 9, new[] { 1 })]
    [InlineData(30, 30, 3, 9, new[] { 30 })]
    [InlineData(30, 1, 3, 2, new[] { 30 })]
    public void Halving_Rungs_GrowByTheFactor(int epochs, int minimum, int factor, int trials, int[] expected) =>
        Assert.Equal(expected, RungSchedule.Halving(epochs, minimum, factor, trials).Epochs);

    [Fact]
    public void Next_OfTwentySeven_SpendsAQuarterOfTheGrid()
    {
        var (steps, trials) = Play(RungSchedule.Halving(9, 1, 3, 27), 27, trial => trial, _ => false);

        Assert.Equal([27, 9, 3], steps.GroupBy(step => step.Rung).Select(group => group.Count()));
        Assert.Equal(63, Spent(steps));
        Assert.Equal([24, 25, 26],
            trials.Select((trial, index) => (trial, index)).Where(one => one.trial.Values.Count == 3).Select(one => one.index));
    }

    [Fact]
    public void Next_OneRung_TrainsAllInOrder()
    {
        var (steps, _) = Play(RungSchedule.Full(4), 3, _ => 0, _ => false);

        Assert.Equal([new TrialStep(0, 0, 4), new TrialStep(1, 0, 4), new TrialStep(2, 0, 4)], steps);
    }

    [Fact]
    public void Next_TrialsThatFail_LeaveTheirPlaceToOthers()
    {
        var (steps, _) = Play(RungSchedule.Halving(9, 1, 3, 9), 9, trial => trial, trial => trial >= 6);

        Assert.Equal([4, 5], steps.Where(step => step.Rung == 1).Select(step => step.Trial));
        Assert.Equal([5], steps.Where(step => step.Rung == 2).Select(step => step.Trial));
    }

    [Fact]
    public void Next_AllFail_Ends() => Assert.Equal(4, Play(RungSchedule.Halving(9, 1, 3, 4), 4, _ => 0, _ => true).Steps.Count);

    [Fact]
    public void Next_Ties_GoToTheFirst() => Assert.Equal([0, 1, 2],
        Play(RungSchedule.Halving(9, 1, 3, 9), 9, _ => 1, _ => false).Steps.Where(step => step.Rung == 1).Select(step => step.Trial));

    [Fact]
    public void Next_AnySteadyCurves_FindsTheBestAndSpendsNoMoreThanTheGrid() => Prop.ForAll(
        Arb.From(Gen.Choose(1, 40).SelectMany(count => Gen.Choose(0, 1000).ArrayOf(count))), Arb.From(Gen.Choose(2, 5)),
        Arb.From(Gen.Choose(1, 40)), (values, factor, epochs) =>
        {
            var (steps, trials) = Play(
                RungSchedule.Halving(epochs, 1, factor, values.Length), values.Length, trial => values[trial], _ => false);
            var top = trials.Max(trial => trial.Values.Count);
            var winner = trials.Select((trial, index) => (trial, index)).Where(one => one.trial.Values.Count == top)
                .MaxBy(one => one.trial.Values[^1]).index;
            Assert.Equal(values.Max(), values[winner]);
            Assert.True(Spent(steps) <= epochs * values.Length);
        }).QuickCheckThrowOnFailure();

    /// <summary>Plays a schedule where each trial is worth the same at each rung.</summary>
    private static (List<TrialStep> Steps, TrialProgress[] Trials) Play(
        RungSchedule schedule, int count, Func<int, double> value, Func<int, bool> fails)
    {
        var trials = Enumerable.Repeat(new TrialProgress([], false), count).ToArray();
        var steps = new List<TrialStep>();
        while (schedule.Next(trials) is { } step)
        {
            steps.Add(step);
            ref var trial = ref trials[step.Trial];
            trial = fails(step.Trial) ? trial with { HasFailed = true } : trial with { Values = [.. trial.Values, value(step.Trial)] };
        }
        return (steps, trials);
    }

    private static int Spent(List<TrialStep> steps) => steps.GroupBy(step => step.Trial).Sum(trial => trial.Max(step => step.Epochs));
}
