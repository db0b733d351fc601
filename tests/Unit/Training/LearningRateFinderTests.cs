using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public class LearningRateFinderTests : TensorTest
{
    public static TheoryData<string> Cases => GoldenFile.Names("rate_curves");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_Losses_GivesFastaisCurve(string name)
    {
        using var golden = GoldenFile.Open("rate_curves", name);
        using var scope = NewDisposeScope();
        var wanted = golden.Case<CurveCase>();
        var (rates, smoothed) = (golden["rates"].data<double>().ToArray(), golden["smoothed"].data<double>().ToArray());
        var told = new List<LearningRatePoint>();

        var curve = Run(
            new LearningRateFinderOptions { Start = wanted.Start, End = wanted.End }, golden["losses"].data<double>().ToArray(), told);

        Assert.Equal(rates.Length, curve.Points.Count);
        Assert.All(curve.Points.Zip(rates), pair => Assert.Equal(1, pair.First.LearningRate / pair.Second, 1e-12));
        Assert.All(curve.Points.Zip(smoothed), pair => Assert.Equal(pair.Second, pair.First.SmoothedLoss, 1e-12));
        Assert.Equal(curve.Points, told);
        Assert.Equal(wanted.Suggestion is null, curve.Suggestion is null);
        Assert.Equal(1, (curve.Suggestion ?? 1) / (wanted.Suggestion ?? 1), 1e-12);
        Assert.Equal(wanted.Suggestion is null, curve.NoSuggestion is not null);
    }

    [Fact]
    public void Run_LossNeverFalls_SaysSo()
    {
        var curve = Run(new LearningRateFinderOptions { Start = 0.001, End = 1, Steps = 20 }, [.. Enumerable.Repeat(2.0, 20)], []);

        Assert.Null(curve.Suggestion);
        Assert.Equal(
            "No learning rate stands out: the smoothed loss falls nowhere between the rates 0.00207 and 0.162. "
            + "Try other rates, more steps or a larger batch, and look at the labels.", curve.NoSuggestion);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Run_LossIsNotFinite_EndsThere(double loss)
    {
        var curve = Run(new LearningRateFinderOptions { Steps = 30 }, [.. Enumerable.Repeat(2.0, 6), loss, 1], []);

        Assert.Equal(6, curve.Points.Count);
        Assert.Null(curve.Suggestion);
        Assert.Equal(
            "No learning rate stands out: the loss broke away after 6 of 30 steps, "
            + "before anything could be seen of its descent. Lower Start.", curve.NoSuggestion);
    }

    [Fact]
    public void Run_LossExplodes_EndsWithThePointThatShowsIt()
    {
        var curve = Run(
            new LearningRateFinderOptions { Steps = 50 }, [.. Enumerable.Range(0, 20).Select(i => 3 - (i / 10.0)), 1e5, 1e6, 1e7], []);

        Assert.Equal(21, curve.Points.Count);
        Assert.Equal(1e5, curve.Points[^1].Loss);
        Assert.InRange(curve.Suggestion!.Value, curve.Points[5].LearningRate, curve.Points[15].LearningRate);
    }

    [Fact]
    public void Checked_ManyFaults_TellsAll()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => new LearningRateFinderOptions { Start = 0, End = double.PositiveInfinity, Steps = 19 }.Checked());

        Assert.Equal(
            "LearningRateFinderOptions cannot be made from these values. Start: expected a number above 0, got 0. "
            + "End: expected a number above Start, got Infinity. Steps: expected 20 or more, got 19. (Parameter 'options')", e.Message);
    }

    private static LearningRateCurve Run(LearningRateFinderOptions options, double[] losses, List<LearningRatePoint> told)
    {
        var step = 0;
        return new LearningRateFinder(options.Checked()).Run(
            Enumerable.Repeat(default(Batch), losses.Length), (_, _) => losses[step++], told.Add);
    }

    /// <summary>A file of the group rate_curves.</summary>
    private sealed record CurveCase(double Start, double End, double? Suggestion);
}
