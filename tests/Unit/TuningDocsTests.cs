namespace Microsoft.ML.SeNet.Tests;

/// <summary>What docs/tuning.md shows is what is compiled.</summary>
public class TuningDocsTests
{
    [Fact]
    public void Tuning_ItsCode_IsTheCompiledRegion() => CodeInPages.AssertShows("docs/tuning.md", "tests/Docs/TuningCode.cs", "tuning");
}
