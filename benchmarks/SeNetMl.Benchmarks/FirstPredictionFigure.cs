using System.Diagnostics;
using System.Globalization;

namespace SeNetMl.Benchmarks;

/// <summary>Seconds from <c>Model.Load</c> to the first answer in a fresh process, the loading included;
/// the median over the turns.</summary>
/// <param name="Name">The figure's name.</param>
internal sealed record FirstPredictionFigure(string Name) : Figure(Name)
{
    private const double Mega = 1e6;

    internal override IEnumerable<string> OurWorks => [];

    internal override void Measure(Workers workers, int rounds, double seconds)
    {
        var folder = Directory.CreateTempSubdirectory("first-prediction");
        try
        {
            var (model, picture) = (Path.Combine(folder.FullName, "model.zip"), Path.Combine(folder.FullName, "picture.jpg"));
            FirstPrediction.Prepare(model, picture);
            Run(model, picture); // the files and the libraries are in the system's cache from here on
            var turns = Enumerable.Range(0, rounds).Select(_ => Run(model, picture)).ToArray();
            double Median(Func<Turn, double> of) => Report.Median(turns.Select(of));
            Report.Line(
                $"{Name}: Model.Load {Median(turn => turn.Loading):0.000} s, engine and prediction {
                    Median(turn => turn.Predicting):0.000} s, process {Median(turn => turn.Process):0.000} s; peak memory {
                    Median(turn => turn.Peak) / Mega:0} MB, file {new FileInfo(model).Length / Mega:0} MB");
            Report.Figure(Name, Median(turn => turn.Loading + turn.Predicting));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Turn Run(string model, string picture)
    {
        var start = Peer.Program("first-prediction", model, picture);
        start.RedirectStandardOutput = true;
        // As a user's program runs, which is not set for benchmarks.
        (start.Environment["DOTNET_TieredCompilation"], start.Environment["DOTNET_gcConcurrent"]) = ("1", "1");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var words = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        var whole = clock.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The fresh process ended with exit code {process.ExitCode}; what it said is above.");
        double Number(int i) => double.Parse(words[i], CultureInfo.InvariantCulture);
        return new Turn(Number(0), Number(1), whole, Number(2));
    }

    private readonly record struct Turn(double Loading, double Predicting, double Process, double Peak);
}
