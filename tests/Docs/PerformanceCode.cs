using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Docs;

/// <summary>The code of docs/performance.md.</summary>
public static class PerformanceCode
{
    /// <summary>Sets how a loaded model scores.</summary>
    /// <param name="model">A chain with a network in it.</param>
    public static void SetPrecisionAndThreads(ITransformer model)
    {
        #region precision
        var network = ((IEnumerable<ITransformer>)model).OfType<SeResNetTransformer>().Single();
        network.Precision = ScoringPrecision.BFloat16; // in batches of 8 1.9 times as fast on AVX-512 BF16
        network.Threads = 1;                           // for a server that scores on many threads at once
        #endregion
    }
}
