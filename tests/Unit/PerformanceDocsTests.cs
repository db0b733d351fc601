using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Model;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>What docs/performance.md shows is what is compiled and run.</summary>
public sealed class PerformanceDocsTests : TensorTest
{
    [Fact]
    public void Performance_ItsCode_IsTheCompiledRegion() =>
        CodeInPages.AssertShows("docs/performance.md", "tests/Unit/PerformanceDocsTests.cs", "precision");

    [SkippableFact]
    public void PrecisionAndThreads_OfALoadedChain_AreFoundAndSet()
    {
        Sample.SkipWithoutBFloat16();
        using var own = Sample.Model(new MLContext(seed: 1));
        ITransformer model = new TransformerChain<ITransformer>(own);

        #region precision
        var network = ((IEnumerable<ITransformer>)model).OfType<SeResNetTransformer>().Single();
        network.Precision = ScoringPrecision.BFloat16; // in batches of 8 1.9 times as fast on AVX-512 BF16
        network.Threads = 1;                           // for a server that scores on many threads at once
        #endregion

        Assert.Equal((ScoringPrecision.BFloat16, 1), (own.Precision, own.Threads));
    }
}
