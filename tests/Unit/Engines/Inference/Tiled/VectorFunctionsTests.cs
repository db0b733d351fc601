using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SeNet.Engines.Inference.Tiled;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference.Tiled;

public sealed class VectorFunctionsTests
{
    [SkippableFact]
    public void Sigmoid_FromEndToEnd_IsThatOfFloat64()
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");
        for (var x = -86f; x < 200; x += 0.00371f)
        {
            var exact = 1 / (1 + Math.Exp(-(double)x));

            Assert.InRange(VectorFunctions.Sigmoid(Vector512.Create(x)).ToScalar() / exact, 1 - 1e-6, 1 + 1e-6);
        }
    }

    [SkippableTheory]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(float.MaxValue, 1f)]
    [InlineData(0f, 0.5f)]
    [InlineData(float.NaN, float.NaN)]
    public void Sigmoid_AtTheEnds_IsTheLimit(float x, float expected)
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");

        Assert.Equal(expected, VectorFunctions.Sigmoid(Vector512.Create(x)).ToScalar());
    }

    [SkippableTheory]
    [InlineData(-1e30f)]
    [InlineData(float.NegativeInfinity)]
    public void Sigmoid_FarBelowZero_IsNothingWorthMentioning(float x)
    {
        Skip.IfNot(Avx512F.IsSupported, "no AVX-512");

        Assert.InRange(VectorFunctions.Sigmoid(Vector512.Create(x)).ToScalar(), 0, 1e-37f);
    }
}
