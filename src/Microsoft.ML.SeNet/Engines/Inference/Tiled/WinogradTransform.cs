using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// F(4×4, 3×3) of Lavin and Gray (https://arxiv.org/abs/1509.09308, section 4.3): 4×4 positions of a 3×3 convolution from 6×6 of its input
/// with 36 multiplications instead of 144: Aᵀ[(G·g·Gᵀ) ∘ (Bᵀ·d·B)]A. Its polynomials are evaluated at 0, ±a, ±b and infinity.
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>Side of a tile of the input.</summary>
    internal const int Side = 6;

    /// <summary>Side of a tile of the output.</summary>
    internal const int OutputSide = 4;

    private const int KernelSide = 3;

    /// <summary>Numbers of a tile.</summary>
    internal const int Points = Side * Side;

    /// <summary>Channels that are transformed at a time.</summary>
    internal const int Lanes = 16;

    // With these, rounding errors are half of what they are with 1 and 2, twice those of the direct convolution.
    private const float A = 0.625f;
    private const float B = 1.5f;
    private const float AA = A * A;
    private const float BB = B * B;

    // G: for each point p the powers 1, p, p² over the product of its distances from the others; of infinity the highest power.
    private static readonly float[] s_factors = Factors();

    /// <summary>G·g·Gᵀ of 64 output channels' kernels.</summary>
    /// <param name="kernels">The first one, 3×3.</param>
    /// <param name="kernelStride">From one to the next.</param>
    /// <param name="to">The first of 36 rows of 64 numbers.</param>
    /// <param name="stride">From one row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void OfWeights(float* kernels, long kernelStride, float* to, long stride)
    {
        var g = stackalloc float[KernelSide * KernelSide * Channels64.Count];
        for (var channel = 0; channel < Channels64.Count; channel++)
            for (var i = 0; i < KernelSide * KernelSide; i++)
                g[(i * Channels64.Count) + channel] = kernels[(channel * kernelStride) + i];
        var half = stackalloc float[Side * KernelSide * Channels64.Count]; // G·g
        for (var x = 0; x < KernelSide; x++)
            Weigh(g + (x * Channels64.Count), KernelSide * Channels64.Count, half + (x * Channels64.Count), KernelSide * Channels64.Count);
        for (var y = 0; y < Side; y++)
            Weigh(half + (y * KernelSide * Channels64.Count), Channels64.Count, to + (y * Side * stride), stride);
    }

    /// <summary>G times three rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh(float* from, long fromStride, float* to, long toStride)
    {
        var (g0, g1, g2) = (Channels64.Load(from), Channels64.Load(from + fromStride), Channels64.Load(from + (2 * fromStride)));
        for (var point = 0; point < Side; point++)
        {
            var factors = s_factors.AsSpan(point * KernelSide);
            default(Channels64).Plus(factors[0], g0).Plus(factors[1], g1).Plus(factors[2], g2).Store(to + (point * toStride));
        }
    }

    private static float[] Factors()
    {
        double[] points = [0, A, -A, B, -B];
        return
        [
            .. points.SelectMany(p =>
            {
                var distances = points.Where(q => q != p).Aggregate(1.0, (product, q) => product * (p - q));
                return new[] { (float)(1 / distances), (float)(p / distances), (float)(p * p / distances) };
            }),
            0, 0, 1,
        ];
    }

    /// <summary>Bᵀ·d·B of some channels.</summary>
    /// <param name="from">Where the first channel of each of the 36 positions is.</param>
    /// <param name="channels">How many, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="to">The first of 36 results for the first channel.</param>
    /// <param name="stride">From one result to the next, in numbers.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void OfInput(float** from, long channels, float* to, long stride)
    {
        var half = stackalloc Vector512<float>[Points];
        for (long c = 0; c < channels; c += Lanes)
        {
            for (var x = 0; x < Side; x++)
                Apply(
                    Vector512.Load(from[x] + c), Vector512.Load(from[Side + x] + c),
                    Vector512.Load(from[(2 * Side) + x] + c), Vector512.Load(from[(3 * Side) + x] + c),
                    Vector512.Load(from[(4 * Side) + x] + c), Vector512.Load(from[(5 * Side) + x] + c), (float*)(half + x), Side * Lanes);
            for (var y = 0; y < Side; y++)
            {
                var row = half + (y * Side);
                Apply(row[0], row[1], row[2], row[3], row[4], row[5], to + (y * Side * stride) + c, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(
        Vector512<float> d0, Vector512<float> d1, Vector512<float> d2, Vector512<float> d3, Vector512<float> d4, Vector512<float> d5,
        float* to, long stride)
    {
        var (aa, bb) = (Vector512.Create(-AA), Vector512.Create(-BB));
        var (product, sum) = (Vector512.Create(AA * BB), Vector512.Create(-(AA + BB)));
        var evenA = Vector512.FusedMultiplyAdd(bb, d2, d4);
        var oddA = Vector512.FusedMultiplyAdd(bb, d1, d3) * Vector512.Create(A);
        var evenB = Vector512.FusedMultiplyAdd(aa, d2, d4);
        var oddB = Vector512.FusedMultiplyAdd(aa, d1, d3) * Vector512.Create(B);
        Vector512.FusedMultiplyAdd(product, d0, Vector512.FusedMultiplyAdd(sum, d2, d4)).Store(to);
        (evenA + oddA).Store(to + stride);
        (evenA - oddA).Store(to + (2 * stride));
        (evenB + oddB).Store(to + (3 * stride));
        (evenB - oddB).Store(to + (4 * stride));
        Vector512.FusedMultiplyAdd(product, d1, Vector512.FusedMultiplyAdd(sum, d3, d5)).Store(to + (5 * stride));
    }

    /// <summary>max(Aᵀ·m·A + bias, floor) of some channels: 4×4 numbers for each.</summary>
    /// <param name="from">The first of 36 products for the first channel.</param>
    /// <param name="stride">From one product to the next, in numbers.</param>
    /// <param name="channels">How many, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="bias">The channels'.</param>
    /// <param name="floor">Negative infinity for none.</param>
    /// <param name="to">Where the first channel of each of the 16 positions goes; null for one outside.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void OfOutput(float* from, long stride, long channels, float* bias, float floor, float** to)
    {
        var half = stackalloc Vector512<float>[OutputSide * Side];
        var least = Vector512.Create(floor);
        for (long c = 0; c < channels; c += Lanes)
        {
            for (var x = 0; x < Side; x++)
            {
                var m = from + (x * stride) + c;
                var row = Side * stride;
                Sum(
                    Vector512.Load(m), Vector512.Load(m + row), Vector512.Load(m + (2 * row)),
                    Vector512.Load(m + (3 * row)), Vector512.Load(m + (4 * row)), Vector512.Load(m + (5 * row)),
                    out half[x], out half[Side + x], out half[(2 * Side) + x], out half[(3 * Side) + x]);
            }
            var biases = Vector512.Load(bias + c);
            for (var y = 0; y < OutputSide; y++)
            {
                var m = half + (y * Side);
                Sum(m[0], m[1], m[2], m[3], m[4], m[5], out var y0, out var y1, out var y2, out var y3);
                var row = to + (y * OutputSide);
                if (row[0] != null)
                    Channels64.AtLeast(y0 + biases, least).Store(row[0] + c);
                if (row[1] != null)
                    Channels64.AtLeast(y1 + biases, least).Store(row[1] + c);
                if (row[2] != null)
                    Channels64.AtLeast(y2 + biases, least).Store(row[2] + c);
                if (row[3] != null)
                    Channels64.AtLeast(y3 + biases, least).Store(row[3] + c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(
        Vector512<float> m0, Vector512<float> m1, Vector512<float> m2, Vector512<float> m3, Vector512<float> m4, Vector512<float> m5,
        out Vector512<float> y0, out Vector512<float> y1, out Vector512<float> y2, out Vector512<float> y3)
    {
        var (sumA, differenceA, sumB, differenceB) = (m1 + m2, m1 - m2, m3 + m4, m3 - m4);
        y0 = m0 + sumA + sumB;
        y1 = Vector512.FusedMultiplyAdd(Vector512.Create(A), differenceA, Vector512.Create(B) * differenceB);
        y2 = Vector512.FusedMultiplyAdd(Vector512.Create(AA), sumA, Vector512.Create(BB) * sumB);
        var lastTwo = Vector512.FusedMultiplyAdd(Vector512.Create(BB * B), differenceB, m5);
        y3 = Vector512.FusedMultiplyAdd(Vector512.Create(AA * A), differenceA, lastTwo);
    }
}
