using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Model;
using SeNetMl.Docs;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>What docs/performance.md shows is what is compiled and run.</summary>
public sealed class PerformanceDocsTests : TensorTest
{
    [Fact]
    public void Performance_ItsCode_IsTheCompiledRegion() =>
        CodeInPages.AssertShows("docs/performance.md", "tests/Docs/PerformanceCode.cs", "precision");

    [SkippableFact]
    public void PrecisionAndThreads_OfALoadedChain_AreFoundAndSet()
    {
        Sample.SkipWithoutBFloat16();
        using var own = Sample.Model(new MLContext(seed: 1));
        ITransformer model = new TransformerChain<ITransformer>(own);

        PerformanceCode.SetPrecisionAndThreads(model);

        Assert.Equal((ScoringPrecision.BFloat16, 1), (own.Precision, own.Threads));
    }
}
