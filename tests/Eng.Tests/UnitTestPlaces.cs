namespace SeNetMl.Eng.Tests;

/// <summary>
/// Where unit tests stand: <c>tests/Unit</c> has the folders of the product, and the tests of a type, or of one side of it
/// (<c>SeResNetTrainerMemoryTests</c>), are in the folder that the type is in.
/// </summary>
internal static class UnitTestPlaces
{
    private const string Tests = "tests/Unit/";
    private const string Product = "src/Microsoft.ML.SeNet/";

    /// <summary>Tests of no type of the product, and of what else.</summary>
    public static IReadOnlyDictionary<string, string> OfOtherThings { get; } = new Dictionary<string, string>
    {
        ["tests/Unit/Compute/OneDnn/ConvolutionsTests.cs"] = "the program tests/Convolutions: what libtorch computes when it is set up",
        ["tests/Unit/Golden/PatternTests.cs"] = "tests/Shared/Pattern.cs",
        ["tests/Unit/InterruptedTrainingTests.cs"] = "the program tests/InterruptedTraining, ended in the middle",
        ["tests/Unit/Model/StoredModelsTests.cs"] = "tests/Golden/models: files of transformers of all kinds",
        ["tests/Unit/NetworksDocsTests.cs"] = "docs/networks.md",
        ["tests/Unit/PerformanceDocsTests.cs"] = "docs/performance.md",
        ["tests/Unit/PublicSurfaceTests.cs"] = "all that users see of the library",
        ["tests/Unit/ReadmeTests.cs"] = "README.md",
        ["tests/Unit/TuningDocsTests.cs"] = "docs/tuning.md",
        ["tests/Unit/Weights/LoadSafetensorsScriptTests.cs"] = "docs/load_safetensors.py",
        ["tests/Unit/WeightsDocsTests.cs"] = "docs/weights.md",
    };

    /// <summary>
    /// Each file of tests among some files (path, text) is in the folder of its type, or one of those of other things; these are all there.
    /// </summary>
    public static IEnumerable<string> Faults(
        IReadOnlyList<(string Path, string Text)> files, IReadOnlyDictionary<string, string> ofOtherThings)
    {
        ILookup<string, string> types = files.Where(file => file.Path.StartsWith(Product, StringComparison.Ordinal))
            .SelectMany(file => HouseRules.TypesOf(file.Text).Select(type => (Folder: FolderOf(file.Path, Product), type.Name)))
            .ToLookup(type => type.Folder, type => type.Name);
        string[] tests = [.. files.Select(file => file.Path).Where(IsOfTests)];
        IEnumerable<string> misplaced = tests
            .Where(path => !ofOtherThings.ContainsKey(path) && !types[FolderOf(path, Tests)].Any(type => IsOf(path, type)))
            .Select(path => $"{path}: expected tests of a type of {Product}{FolderOf(path, Tests)}, got {SubjectOf(path)}.");
        IEnumerable<string> gone = ofOtherThings.Keys.Except(tests)
            .Select(path => $"{path}: expected in the list of tests of other things only what is there, got no such file.");
        return misplaced.Concat(gone);
    }

    private static bool IsOfTests(string path) =>
        path.StartsWith(Tests, StringComparison.Ordinal) && NameOf(path).EndsWith("Tests", StringComparison.Ordinal);

    private static bool IsOf(string path, string type) =>
        SubjectOf(path) is var subject && subject.StartsWith(type, StringComparison.Ordinal)
        && (subject.Length == type.Length || char.IsUpper(subject[type.Length]));

    private static string SubjectOf(string path) => NameOf(path)[..^"Tests".Length];

    private static string NameOf(string path) => Path.GetFileName(path).Split('.')[0];

    private static string FolderOf(string path, string above) => Path.GetDirectoryName(path[above.Length..])!;
}
