using System.Globalization;
using System.Runtime.InteropServices;
using Xunit.Abstractions;

namespace SeNetMl.Package.Tests;

/// <summary>The package in the hands of a user: what its README says is done, word by word, outside the repository.</summary>
[Collection(PackageCollection.Name)]
public sealed class PackageUseTests(PackedLibrary package, ITestOutputHelper log) : IDisposable
{
    private const string PrintScores = "Console.WriteLine(string.Join(' ', prediction.Score));";

    private const string Predict = """
        using Microsoft.ML;

        var ml = new MLContext();
        var model = ml.Model.Load(args[0], out _);
        using var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model);
        var prediction = engine.Predict(new Picture { ImagePath = args[1] });
        Console.WriteLine(prediction.PredictedLabel);
        Console.WriteLine(string.Join(' ', prediction.Score));
        """;

    private readonly List<string> _outputs = [];

    // A word of the README is changed, to be done sooner, and no feed is asked; the slow test does all as it stands.
    [Fact]
    public void QuickStart_BuiltForOnePlatform_TrainsAndAnotherProcessPredictsTheSame() =>
        TrainThenPredict(
            RuntimeInformation.RuntimeIdentifier,
            quickStart => quickStart.Replace(
                "var options = recipe.ToOptions();", "var options = recipe.ToOptions();\noptions.Epochs = 2;", StringComparison.Ordinal),
            "| `dotnet build -r linux-x64`, or `<RuntimeIdentifier>linux-x64</RuntimeIdentifier>` in the project |");

    [Fact]
    [Trait("Category", "Slow")]
    public void QuickStart_BuiltForAllPlatforms_TrainsAndAnotherProcessPredictsTheSame() =>
        TrainThenPredict(null, quickStart => quickStart, "| `dotnet build` |");

    [Fact]
    public void Build_ProgramWithoutLibtorch_WarnsUntilToldNotTo()
    {
        UserProject project = UserProject.OfFile(package, PackedLibrary.Alone, "WithoutLibtorch");
        project.Dotnet("restore");

        string[] warnings = [.. Warnings(project).Distinct()];

        string version = PackageVersions.Of("TorchSharp");
        Assert.Equal(
            [
                "warning SENETML001: SeNetMl: expected a package with libtorch, got none: " +
                "WithoutLibtorch would stop at its first tensor. Add one of the version of TorchSharp: dotnet add package TorchSharp-cpu " +
                $"--version {version}, or TorchSharp-cuda-linux, TorchSharp-cuda-windows for a GPU of NVIDIA. " +
                "If libtorch comes to the program otherwise, add SENETML001 to NoWarn.",
            ],
            warnings);
        Assert.Empty(Warnings(project, "-p:NoWarn=SENETML001"));
        Assert.Empty(Warnings(project, "-p:OutputType=Library"));
    }

    public void Dispose()
    {
        foreach (string folder in _outputs)
            Directory.Delete(folder, recursive: true);
    }

    private void TrainThenPredict(string? platform, Func<string, string> change, string rowOfReadme)
    {
        string suffix = platform == null ? "All" : "One", place = platform == null ? PackedLibrary.WithFeeds : PackedLibrary.Alone;
        (string pictures, string picture) = DrawnPictures.Write(package.Files, "pictures" + suffix);
        string model = package.Files[suffix + ".zip"];

        // Without the third: its dependencies are not in every feed, and drawn pictures are too small for it.
        UserProject train = UserProject.OfCommands(package, place, "Train" + suffix, PackageReadme.Commands[..2]);
        string program = PackageReadme.Program.Single();
        int rows = program.IndexOf("public sealed class Picture", StringComparison.Ordinal);
        train.Write("Program.cs", string.Join("\n\n", change(program[..rows]), PrintScores, program[rows..]));
        string[] trained = train.Run(Build(train, platform, rowOfReadme), pictures, picture, model);

        UserProject predict = UserProject.OfFile(package, place, "Predict" + suffix, "TorchSharp-cpu");
        predict.Write("Program.cs", Predict + "\n\n" + program[rows..]);
        string[] predicted = predict.Run(Build(predict, platform, rowOfReadme), model, picture);

        log.WriteLine(string.Join('\n', trained));
        trained = [.. trained.SkipWhile(line => !line.StartsWith("accuracy", StringComparison.Ordinal))]; // behind recipe and progress
        Assert.Matches(@"^accuracy: \d+\.\d %\n(\w+): \d+\.\d %\n\w+: \d+\.\d %\n[-0-9.E]+ [-0-9.E]+$", string.Join('\n', trained));
        Assert.Equal([trained[1].Split(':')[0], trained[^1]], predicted);
    }

    private string Build(UserProject project, string? platform, string rowOfReadme)
    {
        string built = project.Build(platform);
        _outputs.Add(built);
        string size = string.Create(CultureInfo.InvariantCulture,
            $"{new DirectoryInfo(built).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) / 1e9:0.0} GB");
        log.WriteLine($"{built}: {size}");
        if (RuntimeInformation.RuntimeIdentifier == "linux-x64")
            Assert.Contains($"{rowOfReadme} {size} |", PackageReadme.Text, StringComparison.Ordinal);
        return built;
    }

    private static IEnumerable<string> Warnings(UserProject project, params string[] arguments) =>
        project.Dotnet(["msbuild", "-t:ResolvePackageAssets", "-nologo", .. arguments]).Split('\n')
            .Where(line => line.Contains("warning", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf("warning", StringComparison.Ordinal)..line.LastIndexOf(" [", StringComparison.Ordinal)]);
}
