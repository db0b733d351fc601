using SeNetMl.Benchmarks.Experiments;

namespace SeNetMl.Benchmarks.Tests;

/// <summary>The tables of docs/experiments.md and their file of results.</summary>
public class ExperimentsTests
{
    private static readonly ExperimentTable s_ratio = ExperimentTables.All.Single(table => table.Name == "ratio");

    [Fact]
    public void Page_OfTheCommittedResults_IsTheCommittedPage() =>
        Assert.Equal(File.ReadAllText(ExperimentRun.PagePath), ExperimentPage.Of(ExperimentRun.Results()));

    [Fact]
    public void Results_Committed_AreOfExperimentsThatThereAre() =>
        Assert.All(ExperimentRun.Results(), result => Assert.Contains(ExperimentTables.ExperimentsOf([]), result.IsOf));

    [Fact]
    public void Experiments_OfAllTables_HaveDifferentNames()
    {
        var names = ExperimentTables.ExperimentsOf([])
            .Select(experiment => (experiment.Name, experiment.Pictures.Name, experiment.Epochs)).ToList();

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Page_Table_ComparesWithTheFirstRowAndSaysWhatTheSpreadAllows()
    {
        var lines = Lines(
        [
            .. Trained(s_ratio.Rows[0], 0.60, 0.61, 0.62),
            .. Trained(s_ratio.Rows[1], 0.61, 0.62, 0.63),
            .. Trained(s_ratio.Rows[2], 0.56, 0.57, 0.58),
            .. Trained(s_ratio.Rows[3], 0.60, null, 0.62),
            .. Trained(s_ratio.Rows[4], 0.60),
        ]);

        // The standard error of a difference of two means of three, each with a deviation of one point, is √(2/3) points.
        Assert.Equal(
        [
            "| r = 16 | 274,847 | 60.00, 61.00, 62.00 | 61.00 | | | 22.28 / 6.03 |",
            "| r = 2 | 274,847 | 61.00, 62.00, 63.00 | 62.00 | +1.00 ± 1.63 | no | 22.29 / 6.00 |",
            "| r = 4 | 274,847 | 56.00, 57.00, 58.00 | 57.00 | −4.00 ± 1.63 | yes | 22.25 / 6.09 |",
            "| r = 8 | 274,847 | 60.00, diverged, 62.00 | | | | 22.26 / 5.99 |",
            "| r = 32 | 274,847 | 60.00 | 60.00 | | | 22.72 / 6.20 |",
            "| plain ResNet | | not run yet | | | | 23.30 / 6.55 |",
        ], lines);
    }

    [Theory]
    [InlineData(0.12345, "r2;cifar10, 250 a class;10;3;289106;0.1235")]
    [InlineData(null, "r2;cifar10, 250 a class;10;3;289106;diverged")]
    public void Result_AsALine_IsReadBack(double? accuracy, string line)
    {
        var result = new ExperimentResult("r2", "cifar10, 250 a class", 10, 3, 289106, accuracy);

        Assert.Equal(line, result.ToLine());
        Assert.Equal(line, ExperimentResult.Parse(line).ToLine());
    }

    [Fact]
    public void Parse_AnotherLine_SaysWhatIsExpected() => Assert.Equal(
        "A result: expected 'experiment;pictures;epochs;seed;parameters;test_accuracy', got 'r2;0.5'.",
        Assert.Throws<FormatException>(() => ExperimentResult.Parse("r2;0.5")).Message);

    private static IEnumerable<ExperimentResult> Trained(ExperimentTableRow row, params double?[] accuracies) =>
        accuracies.Select((accuracy, i) => new ExperimentResult(
            row.Experiment.Name, row.Experiment.Pictures.Name, row.Experiment.Epochs, i + 1, 274847, accuracy));

    private static IEnumerable<string> Lines(ExperimentResult[] results) =>
        ExperimentPage.Of(results).Split($"## {s_ratio.Title}\n")[1].Split("## ")[0].Split('\n')
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1);
}
