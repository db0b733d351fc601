using System.Text.Json;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Tuning;

public sealed class RunTableTests : TensorTest
{
    private readonly MLContext _ml = new(SmallTraining.Seed);

    [Fact]
    public void Save_RunsOfWhichOneFailed_WritesAll()
    {
        var settings = SmallExperiment.Settings(one =>
        {
            one.SearchSpace = SeResNetSearchSpace.Of(
                SearchDimension.Choice(nameof(SeResNetTrainer.Options.Placement), SePlacement.Standard, SePlacement.After3x3));
            (one.TrainerOptions.Epochs, one.Repetitions) = (1, 2);
        });
        using var result = SmallExperiment.Run(_ml, settings);
        var folder = Directory.CreateTempSubdirectory("runs-").FullName;
        var (csv, json) = (Path.Combine(folder, "runs.csv"), Path.Combine(folder, "runs.json"));

        result.SaveCsv(csv);
        result.SaveJson(json);

        var lines = File.ReadAllLines(csv);
        Assert.Equal(
            "Run,Network,Placement,Epochs,Complete,Value,Spread,MicroAccuracy,MacroAccuracy,LogLoss,"
            + "Parameters,MultiplyAdds,LatencyMilliseconds,RuntimeInSeconds,Failure",
            lines[0]);
        Assert.StartsWith(FormattableString.Invariant($"0,SE-ResNet-20,Standard,1,True,{result.BestRun.Value},{result.BestRun.Spread},"),
            lines[1], StringComparison.Ordinal);
        Assert.Equal(
            "1,SE-ResNet-20,After3x3,0,False,,,,,,0,0,,0,\"SeResNetTrainer cannot be made from these values. Placement: "
            + "expected a placement that basic blocks have, since SE-ResNet-20 is built of them, got After3x3. (Parameter 'options')\"",
            lines[2]);
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(
            (0, 2), (document.RootElement.GetProperty("best_run").GetInt32(), document.RootElement.GetProperty("runs").GetArrayLength()));
        Assert.Equal([0],
            document.RootElement.GetProperty("pareto_front").GetProperty("Latency").EnumerateArray().Select(index => index.GetInt32()));
        Assert.True(document.RootElement.GetProperty("runs")[0].GetProperty("within_spread_of_best").GetBoolean());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void SmallestWithin_Points_TradesThemForParameters()
    {
        var settings = SmallExperiment.Settings(one => (one.TrainerOptions.Epochs, one.OptimizingMetric) = (1, SeResNetMetric.LogLoss));
        using var result = SmallExperiment.Run(_ml, settings);

        Assert.Same(result.BestRun, result.SmallestWithin(0));
        Assert.Equal("ReductionRatio 16", result.SmallestWithin(1e6).Description);
        Assert.Equal("Expected 0 or more hundredths of LogLoss, got -1. (Parameter 'points')",
            Assert.Throws<ArgumentOutOfRangeException>(() => result.SmallestWithin(-1)).Message);
    }
}
