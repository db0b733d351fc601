using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>A fully connected layer of a few pictures: x·Wᵀ + b. Each row of weights is read once for all of them.</summary>
internal static unsafe class DenseProduct
{
    // Multiplications that are worth a thread.
    private const long LeastProducts = 1 << 16;

    /// <summary>(N, K) float32 → (N, C).</summary>
    /// <param name="input">Contiguous.</param>
    /// <param name="weight">(C, K) float32, contiguous.</param>
    /// <param name="bias">(C) float32; null for none.</param>
    internal static Tensor Of(Tensor input, Tensor weight, Tensor? bias)
    {
        var (pictures, depth, outputs) = (input.shape[0], input.shape[1], weight.shape[0]);
        var output = MapMemory.NewFloats(pictures, outputs);
        var (x, w, y) = ((IntPtr)MapMemory.Floats(input), (IntPtr)MapMemory.Floats(weight), (IntPtr)MapMemory.Floats(output));
        var b = bias is null ? 0 : (IntPtr)MapMemory.Floats(bias);
        ComputeTeam.Run(outputs, Math.Max(1, LeastProducts / (pictures * depth)),
            (first, end) => Columns((float*)x, (float*)w, (float*)b, (float*)y, pictures, depth, outputs, first, end));
        return output;
    }

    // Optimized at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns(
        float* input, float* weight, float* bias, float* output, long pictures, long depth, long outputs, long first, long end)
    {
        for (var column = first; column < end; column++)
            for (long picture = 0; picture < pictures; picture++)
                output[(picture * outputs) + column] = Dot(input + (picture * depth), weight + (column * depth), depth)
                    + (bias == null ? 0 : bias[column]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot(float* a, float* b, long count)
    {
        const int Lanes = 8;
        Vector256<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        long i = 0;
        for (; i + (4 * Lanes) <= count; i += 4 * Lanes)
        {
            sum0 = Vector256.FusedMultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), sum0);
            sum1 = Vector256.FusedMultiplyAdd(Vector256.Load(a + i + Lanes), Vector256.Load(b + i + Lanes), sum1);
            sum2 = Vector256.FusedMultiplyAdd(Vector256.Load(a + i + (2 * Lanes)), Vector256.Load(b + i + (2 * Lanes)), sum2);
            sum3 = Vector256.FusedMultiplyAdd(Vector256.Load(a + i + (3 * Lanes)), Vector256.Load(b + i + (3 * Lanes)), sum3);
        }
        for (; i + Lanes <= count; i += Lanes)
            sum0 = Vector256.FusedMultiplyAdd(Vector256.Load(a + i), Vector256.Load(b + i), sum0);
        var rest = Vector256.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < count; i++)
            rest += a[i] * b[i];
        return rest;
    }
}
