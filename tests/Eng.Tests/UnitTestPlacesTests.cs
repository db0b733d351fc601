namespace SeNetMl.Eng.Tests;

public class UnitTestPlacesTests
{
    private static readonly Dictionary<string, string> Readme = new() { ["tests/Unit/ReadmeTests.cs"] = "README.md" };

    [Theory]
    [InlineData("tests/Unit/Engines/Training/LoopTests.cs")]
    [InlineData("tests/Unit/Engines/Training/LoopTests.Rig.cs")]
    [InlineData("tests/Unit/Engines/Training/LoopMemoryTests.cs")]
    [InlineData("tests/Unit/Engines/Training/EndTests.cs")]
    [InlineData("tests/Unit/Rig.cs")]
    [InlineData("tests/Contract/OtherTests.cs")]
    public void Faults_TestsInTheFolderOfTheirType_None(string tests) =>
        Assert.Empty(UnitTestPlaces.Faults(Files(tests, "tests/Unit/ReadmeTests.cs"), Readme));

    [Theory]
    [InlineData("tests/Unit/Engines/LoopTests.cs", "Engines", "Loop")]
    [InlineData("tests/Unit/Engines/Training/LoopedTests.cs", "Engines/Training", "Looped")]
    [InlineData("tests/Unit/LoopTests.cs", "", "Loop")]
    public void Faults_TestsElsewhere_AreNamed(string tests, string folder, string got) =>
        Assert.Equal(
            [$"{tests}: expected tests of a type of src/Microsoft.ML.SeNet/{folder}, got {got}."],
            UnitTestPlaces.Faults(Files(tests, "tests/Unit/ReadmeTests.cs"), Readme));

    [Fact]
    public void Faults_OtherThingThatIsGone_IsNamed() =>
        Assert.Equal(
            ["tests/Unit/ReadmeTests.cs: expected in the list of tests of other things only what is there, got no such file."],
            UnitTestPlaces.Faults(Files(), Readme));

    private static IReadOnlyList<(string, string)> Files(params string[] tests) =>
    [
        ("src/Microsoft.ML.SeNet/Engines/Training/Loop.cs", "internal class Loop; internal enum End { A }"),
        .. tests.Select(path => (path, "")),
    ];
}
