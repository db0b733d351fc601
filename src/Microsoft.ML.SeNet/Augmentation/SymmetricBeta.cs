using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// The Beta(α, α) distribution of mixing weights, from two gamma variates (Marsaglia, Tsang: "A Simple Method for Generating Gamma
/// Variables", 2000), whose logarithms are kept because the variates themselves underflow at small α.
/// </summary>
internal static class SymmetricBeta
{
    /// <summary>Below it nearly all weights are 0 or 1, above it nearly all are a half.</summary>
    internal const double LeastAlpha = 0.01;

    internal const double LargestAlpha = 100;

    /// <summary>The range in words.</summary>
    internal const string AlphaRange = "0.01 to 100";

    internal static bool IsAlpha(double alpha) => alpha is >= LeastAlpha and <= LargestAlpha;

    /// <summary>A number in [0, 1].</summary>
    internal static double Draw(double alpha, RandomStream random)
    {
        var first = LogGamma(alpha, random);
        var second = LogGamma(alpha, random);
        return 1 / (1 + Math.Exp(second - first));
    }

    // gamma(α) = gamma(α + 1) · u^(1/α).
    private static double LogGamma(double alpha, RandomStream random)
    {
        var d = alpha + 1 - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = Normal(random);
            var root = 1 + (c * normal);
            if (root <= 0)
                continue;
            var v = root * root * root;
            if (Math.Log(1 - random.NextDouble()) < (normal * normal / 2) + d - (d * v) + (d * Math.Log(v)))
                return Math.Log(d * v) + (Math.Log(1 - random.NextDouble()) / alpha);
        }
    }

    private static double Normal(RandomStream random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
        return radius * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
