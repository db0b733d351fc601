using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks;

/// <summary>Does a recipe learn as much here as in PyTorch? Each seed is trained once a side, from files, and scored once
/// on the test pictures.</summary>
internal static class Accuracy
{
    internal static int Run(string recipeName, int seeds, TrainingPrecision precision)
    {
        var recipe = TrainingRecipe.Of(recipeName);
        using var pictures = TrainingPictures.Unpack();
        if (pictures is null)
        {
            Console.Error.WriteLine(TrainingPictures.Missing);
            return Comparison.NoData;
        }
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var seed = 1; seed <= seeds; seed++)
        {
            ours.Add(Ours(recipe, seed, precision));
            theirs.Add(Peer(recipe, recipeName, seed, precision));
        }
        Tell("ours", ours);
        Tell("pytorch", theirs);
        var error = Math.Sqrt((Variance(ours) / seeds) + (Variance(theirs) / seeds));
        Console.WriteLine(
            Invariant($"difference {ours.Average() - theirs.Average():+0.0000;-0.0000}, twice its standard error {2 * error:0.0000}"));
        Console.WriteLine(Invariant($"figure {recipeName}_test_accuracy {ours.Average():0.0000}"));
        Console.WriteLine(Invariant($"figure {recipeName}_test_accuracy_pytorch {theirs.Average():0.0000}"));
        return 0;
    }

    private static double Ours(TrainingRecipe recipe, int seed, TrainingPrecision precision)
    {
        var ml = new MLContext(seed);
        var clock = Stopwatch.StartNew();
        using var model = recipe.Pipeline(ml, recipe.Options(recipe.Epochs, precision))
            .Fit(ml.Data.LoadFromEnumerable(recipe.TrainingRows()));
        var seconds = clock.Elapsed.TotalSeconds;
        var accuracy = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(recipe.TestRows()))).MicroAccuracy;
        Console.WriteLine(Invariant($"ours    seed {seed}: test accuracy {accuracy:0.0000}, {seconds:0} s to train"));
        return accuracy;
    }

    private static double Peer(TrainingRecipe recipe, string recipeName, int seed, TrainingPrecision precision)
    {
        string[] arguments =
        [
            Benchmarks.Peer.PathOf("pytorch_training.py"), "--recipe", recipeName, "--data", recipe.Root,
            "--seed", seed.ToString(CultureInfo.InvariantCulture), "--channels-last",
            .. precision == TrainingPrecision.BFloat16 ? new[] { "--bf16" } : [],
        ];
        using var process = Process.Start(new ProcessStartInfo(Benchmarks.Peer.Python, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var accuracy = double.Parse(Line("test_accuracy", output), CultureInfo.InvariantCulture);
        Console.WriteLine(
            Invariant($"pytorch seed {seed}: test accuracy {accuracy:0.0000}, {Line("training_seconds", output)} s to train"));
        return accuracy;
    }

    private static string Line(string name, string output) =>
        Array.Find(output.Split('\n'), line => line.StartsWith(name + " ", StringComparison.Ordinal))?[(name.Length + 1)..].Trim()
        ?? throw new InvalidOperationException($"The peer: expected a line '{name} …', got:\n{output}");

    private static void Tell(string side, List<double> values) =>
        Console.WriteLine(Invariant(
            $"{side}: mean {values.Average():0.0000}, standard deviation {Math.Sqrt(Variance(values)):0.0000}, {values.Count} seeds"));

    private static double Variance(List<double> values) =>
        values.Count < 2 ? 0 : values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Count - 1);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
