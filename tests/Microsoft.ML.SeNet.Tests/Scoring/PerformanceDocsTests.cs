using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Scoring;
using Microsoft.ML.SeNet.Tests.Weights.Onnx;

namespace Microsoft.ML.SeNet.Tests.Scoring;

/// <summary>What docs/performance.md shows is what is compiled and run.</summary>
public sealed class PerformanceDocsTests : TensorTest
{
    [Fact]
    public void Performance_ItsCode_IsTheCompiledRegion()
    {
        var lines = File.ReadAllLines(Path.Combine(OnnxTool.Root, "tests", "Microsoft.ML.SeNet.Tests", "Scoring", "PerformanceDocsTests.cs"));
        var start = Array.FindIndex(lines, line => line.Trim() == "#region precision");
        var indent = lines[start].IndexOf('#', StringComparison.Ordinal);
        var region = lines[(start + 1)..Array.FindIndex(lines, start, line => line.Trim() == "#endregion")];
        var code = string.Join('\n', region.Select(line => line[indent..]));

        Assert.Contains($"```csharp\n{code}\n```", File.ReadAllText(Path.Combine(OnnxTool.Root, "docs", "performance.md")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void PrecisionAndThreads_OfALoadedChain_AreFoundAndSet()
    {
        Sample.SkipWithoutBFloat16();
        using var own = Sample.Model(new MLContext(seed: 1));
        ITransformer model = new TransformerChain<ITransformer>(own);

        #region precision
        var network = ((IEnumerable<ITransformer>)model).OfType<SeResNetTransformer>().Single();
        network.Precision = ScoringPrecision.BFloat16; // 1.6 times as fast on AVX-512 BF16
        network.Threads = 1;                           // for a server that scores on many threads at once
        #endregion

        Assert.Equal((ScoringPrecision.BFloat16, 1), (own.Precision, own.Threads));
    }
}
