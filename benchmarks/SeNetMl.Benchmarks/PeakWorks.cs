using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet;
using TorchSharp;

namespace SeNetMl.Benchmarks;

/// <summary>
/// As many multiply-adds as SE-ResNet-50 needs for a batch, in registers on all threads: what the processor could reach if there were no
/// memory. .NET has no multiply-add of bfloat16 pairs (AVX512-BF16's); where the processor has it,
/// it makes twice the float32 multiply-adds.
/// </summary>
internal static class PeakWorks
{
    private const int Chains = 12;

    /// <param name="batch">Pictures whose multiply-adds to make.</param>
    /// <param name="share">The share of float32's time: 0.5 for bfloat16.</param>
    internal static Action MultiplyAdds(int batch, double share)
    {
        using var network = InferenceWorks.SeResNet50();
        var wide = Vector512.IsHardwareAccelerated;
        var count = NetworkSummary.Of(network, InferenceWorks.Side, InferenceWorks.Side).MultiplyAdds * batch * share;
        var threads = torch.get_num_threads();
        var rounds = (long)(count / threads / Chains / (wide ? Vector512<float>.Count : Vector256<float>.Count));
        return () =>
        {
            var team = Enumerable.Range(0, threads)
                .Select(_ => new Thread(() => s_result = wide ? Wide(rounds) : Narrow(rounds))).ToArray();
            foreach (var member in team)
                member.Start();
            foreach (var member in team)
                member.Join();
        };
    }

    // Somebody must want the result, else the compiler leaves the work out.
    private static float s_result;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Wide(long rounds)
    {
        var (factor, summand) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        Vector512<float> a = summand, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        for (var round = 0L; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, summand);
            b = Vector512.FusedMultiplyAdd(b, factor, summand);
            c = Vector512.FusedMultiplyAdd(c, factor, summand);
            d = Vector512.FusedMultiplyAdd(d, factor, summand);
            e = Vector512.FusedMultiplyAdd(e, factor, summand);
            f = Vector512.FusedMultiplyAdd(f, factor, summand);
            g = Vector512.FusedMultiplyAdd(g, factor, summand);
            h = Vector512.FusedMultiplyAdd(h, factor, summand);
            i = Vector512.FusedMultiplyAdd(i, factor, summand);
            j = Vector512.FusedMultiplyAdd(j, factor, summand);
            k = Vector512.FusedMultiplyAdd(k, factor, summand);
            l = Vector512.FusedMultiplyAdd(l, factor, summand);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Narrow(long rounds)
    {
        var (factor, summand) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        Vector256<float> a = summand, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
        for (var round = 0L; round < rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, summand);
            b = Vector256.FusedMultiplyAdd(b, factor, summand);
            c = Vector256.FusedMultiplyAdd(c, factor, summand);
            d = Vector256.FusedMultiplyAdd(d, factor, summand);
            e = Vector256.FusedMultiplyAdd(e, factor, summand);
            f = Vector256.FusedMultiplyAdd(f, factor, summand);
            g = Vector256.FusedMultiplyAdd(g, factor, summand);
            h = Vector256.FusedMultiplyAdd(h, factor, summand);
            i = Vector256.FusedMultiplyAdd(i, factor, summand);
            j = Vector256.FusedMultiplyAdd(j, factor, summand);
            k = Vector256.FusedMultiplyAdd(k, factor, summand);
            l = Vector256.FusedMultiplyAdd(l, factor, summand);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
