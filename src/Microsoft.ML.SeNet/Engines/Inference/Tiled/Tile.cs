using System.Runtime.CompilerServices;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// Up to six rows of a matrix product, 64 columns of it. Six times four registers hold the sums, four the weights: a step is 24 fused
/// multiply-adds for ten loads. A row's factors may lie in several runs of memory, its taps. Each number is summed in one order, whatever
/// rows it shares a tile with.
/// </summary>
internal static unsafe class Tile
{
    internal const int Rows = 6;

    /// <summary>Computes some rows.</summary>
    /// <param name="count">1 to 6 of them.</param>
    /// <param name="inputs">For each tap, where the factors of each of the six rows begin.</param>
    /// <param name="taps">How many taps.</param>
    /// <param name="depth">Factors of a row in each tap.</param>
    /// <param name="weights">A panel: 64 numbers for each factor.</param>
    /// <param name="end">What becomes of the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Do(int count, float** inputs, int taps, long depth, float* weights, in TileEnd end)
    {
        if (count == Rows)
        {
            Six(inputs, taps, depth, weights, end);
            return;
        }
        var row = 0;
        if (count >= 4)
        {
            Four(inputs, taps, depth, weights, end);
            row = 4;
        }
        for (; row < count; row++)
            One(inputs + row, taps, depth, weights, end, row);
    }

    // Optimized at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(float** inputs, int taps, long depth, float* weights, in TileEnd end)
    {
        Channels64 sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default;
        for (var tap = 0; tap < taps; tap++, inputs += Rows)
        {
            float* x0 = inputs[0], x1 = inputs[1], x2 = inputs[2], x3 = inputs[3], x4 = inputs[4], x5 = inputs[5];
            for (long k = 0; k < depth; k++, weights += Channels64.Count)
            {
                var panel = Channels64.Load(weights);
                sum0 = sum0.Plus(x0[k], panel);
                sum1 = sum1.Plus(x1[k], panel);
                sum2 = sum2.Plus(x2[k], panel);
                sum3 = sum3.Plus(x3[k], panel);
                sum4 = sum4.Plus(x4[k], panel);
                sum5 = sum5.Plus(x5[k], panel);
            }
        }
        end.Put(sum0, 0);
        end.Put(sum1, 1);
        end.Put(sum2, 2);
        end.Put(sum3, 3);
        end.Put(sum4, 4);
        end.Put(sum5, 5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(float** inputs, int taps, long depth, float* weights, in TileEnd end)
    {
        Channels64 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        for (var tap = 0; tap < taps; tap++, inputs += Rows)
        {
            float* x0 = inputs[0], x1 = inputs[1], x2 = inputs[2], x3 = inputs[3];
            for (long k = 0; k < depth; k++, weights += Channels64.Count)
            {
                var panel = Channels64.Load(weights);
                sum0 = sum0.Plus(x0[k], panel);
                sum1 = sum1.Plus(x1[k], panel);
                sum2 = sum2.Plus(x2[k], panel);
                sum3 = sum3.Plus(x3[k], panel);
            }
        }
        end.Put(sum0, 0);
        end.Put(sum1, 1);
        end.Put(sum2, 2);
        end.Put(sum3, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float** inputs, int taps, long depth, float* weights, in TileEnd end, int row)
    {
        Channels64 sum = default;
        for (var tap = 0; tap < taps; tap++, inputs += Rows)
        {
            var x = inputs[0];
            for (long k = 0; k < depth; k++, weights += Channels64.Count)
                sum = sum.Plus(x[k], Channels64.Load(weights));
        }
        end.Put(sum, row);
    }
}
