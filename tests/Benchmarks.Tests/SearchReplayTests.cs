using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks.Tests;

public class SearchReplayTests
{
    private static readonly RecordedCurves s_curves = new("made up", "a network", 9,
        [.. Enumerable.Range(1, 27).SelectMany(ratio => Enumerable.Range(1, 2).Select(seed => Curve(ratio, seed)))]);

    [Fact]
    public void Play_CurvesThatNeverCross_FindsTheBestForAQuarterOfTheEpochs()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var outcome = SearchReplay.Play(s_curves, seed);

            Assert.Equal(outcome.Best, outcome.Found);
            Assert.InRange((double)outcome.Epochs / outcome.GridEpochs, 0.2, 0.3);
        }
    }

    [Fact]
    public void Play_TheRecordedCurves_IsWithinHalfAPointForAThirdOfTheEpochs()
    {
        var curves = RecordedCurves.Load(SearchReplay.Recorded);

        var outcomes = Enumerable.Range(1, 20).Select(seed => SearchReplay.Play(curves, seed)).ToList();

        Assert.InRange(outcomes.Average(outcome => outcome.Best - outcome.Found), 0, 0.005);
        Assert.InRange(outcomes.Max(outcome => (double)outcome.Epochs / outcome.GridEpochs), 0, 0.35);
    }

    [Fact]
    public void Save_Curves_AreReadAgain()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("curves-").FullName, "curves.json");

        s_curves.Save(path);
        var read = RecordedCurves.Load(path);

        Assert.Equal(s_curves.Curves.Select(curve => (curve.Configuration, curve.Seed)),
            read.Curves.Select(curve => (curve.Configuration, curve.Seed)));
        Assert.Equal(s_curves.Curves.SelectMany(curve => curve.Accuracy), read.Curves.SelectMany(curve => curve.Accuracy));
        Assert.Equal((s_curves.Data, s_curves.Network, s_curves.Epochs), (read.Data, read.Network, read.Epochs));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static RecordedCurve Curve(int ratio, int seed) => new(
        new CurveConfiguration(ratio, 0.1, AugmentationPreset.Light), seed,
        [.. Enumerable.Range(1, 9).Select(epoch => (ratio / 30.0) - (0.01 / epoch) - (0.001 * seed))], [.. Enumerable.Repeat(1.0, 9)]);
}
