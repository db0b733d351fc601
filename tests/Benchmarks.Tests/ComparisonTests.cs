namespace SeNetMl.Benchmarks.Tests;

public class ComparisonTests
{
    // Processes that an earlier subject started would not know where a later one's data are.
    [Fact]
    public void Run_SeveralSubjects_EachHasProcessesOfItsOwnOnceItsDataAreThere()
    {
        var told = new List<string>();
        var seen = new List<Workers>();
        Subject Of(string name) => new(
            new Data(() => new Unpacked(told, name), () => ""), [new Recorded(name, workers => { told.Add(name); seen.Add(workers); })]);

        var code = Comparison.Run([Of("first"), Of("second"), Of("third")], 1, 1, only: null);

        Assert.Equal(0, code);
        Assert.Equal(
            ["unpack first", "first", "remove first", "unpack second", "second", "remove second", "unpack third", "third", "remove third"],
            told);
        Assert.Equal(3, seen.Distinct().Count());
    }

    [Fact]
    public void Run_OneFigure_LeavesTheOthersAndTheirDataAlone()
    {
        var told = new List<string>();
        Subject Of(params string[] names) =>
            new(new Data(() => new Unpacked(told, names[0]), () => ""), [.. names.Select(name => new Recorded(name, _ => told.Add(name)))]);

        Comparison.Run([Of("a", "b"), Of("c")], 1, 1, only: "b");

        Assert.Equal(["unpack a", "b", "remove a"], told);
    }

    [Fact]
    public void Run_DataAreNotThere_IsExitCode2AndTheOthersAreMeasured()
    {
        var told = new List<string>();

        var code = Comparison.Run([new(new Data(() => null, () => "no data"), [new Recorded("a", _ => told.Add("a"))]),
            new(null, [new Recorded("b", _ => told.Add("b"))])], 1, 1, only: null);

        Assert.Equal(2, code);
        Assert.Equal(["b"], told);
    }

    private sealed record Recorded(string Name, Action<Workers> Measured) : Figure(Name)
    {
        internal override IEnumerable<string> OurWorks => [];

        internal override void Measure(Workers workers, int rounds, double seconds) => Measured(workers);
    }

    private sealed class Unpacked : IDisposable
    {
        private readonly List<string> _told;
        private readonly string _name;

        internal Unpacked(List<string> told, string name)
        {
            (_told, _name) = (told, name);
            told.Add("unpack " + name);
        }

        public void Dispose() => _told.Add("remove " + _name);
    }
}
