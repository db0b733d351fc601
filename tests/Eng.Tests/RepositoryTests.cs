namespace SeNetMl.Eng.Tests;

/// <summary>Holds every file of the repository against <see cref="HouseRules"/>.</summary>
public class RepositoryTests
{
    private static readonly string[] HandWritten = ["src", "samples", "tests", "benchmarks", "eng"];

    [Fact]
    public void Read_Tests_FindsThisFileAndNoBuildOutput()
    {
        IEnumerable<string> paths = RepositoryFiles.Read(HandWritten, ".cs").Select(file => file.Path);

        Assert.Contains("tests/Eng.Tests/RepositoryTests.cs", paths);
        Assert.DoesNotContain(paths, path => path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_All_AreShort() => AssertHolds(HouseRules.Length, HandWritten, ".cs");

    [Fact]
    public void Lines_All_AreShort() => AssertHolds(HouseRules.Width, HandWritten, ".cs");

    [Fact]
    public void Files_OfProduct_AreNamedAfterAType() => AssertHolds(HouseRules.NamedAfterType, ["src"], ".cs");

    [Fact]
    public void Files_All_HaveNoConditionalCompilation() =>
        AssertHolds(HouseRules.NoConditionalCompilation, ["src", "samples", "tests"], ".cs");

    [Fact]
    public void Files_OfProduct_AreInTheNamespaceOfTheirFolderOrOfUsers() => AssertHolds(HouseRules.Namespace, ["src"], ".cs");

    [Fact]
    public void Files_OfProduct_MakeNoChanceOrTimeOfTheirOwn() => AssertHolds(HouseRules.NoOwnChanceOrTime, ["src"], ".cs");

    [Fact]
    public void Files_OfNetworkAndAugmentation_HaveASummary() =>
        AssertHolds(HouseRules.HasSummary, ["src/Microsoft.ML.SeNet/Network", "src/Microsoft.ML.SeNet/Augmentation"], ".cs");

    [Fact]
    public void Summaries_All_BeginWithWhatTheThingIs() => AssertHolds(HouseRules.NoOwnPrefix, HandWritten, ".cs");

    [Fact]
    public void UnitTests_All_StandWhereTheirTypeDoes() =>
        AssertNone(UnitTestPlaces.Faults(RepositoryFiles.Read(["src", "tests"], ".cs"), UnitTestPlaces.OfOtherThings));

    private static void AssertHolds(Func<string, string, IEnumerable<string>> rule, string[] folders, params string[] endings) =>
        AssertNone(RepositoryFiles.Read(folders, endings).SelectMany(file => rule(file.Path, file.Text)));

    /// <summary>Fails with all faults, if there are any.</summary>
    internal static void AssertNone(IEnumerable<string> faults)
    {
        string text = string.Join('\n', faults);

        Assert.True(text == "", text);
    }
}
