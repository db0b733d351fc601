using System.Runtime.CompilerServices;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// Up to six rows of a matrix product, as many columns as one to four registers hold. Each number is summed in one order, whatever rows it
/// shares a tile with.
/// </summary>
/// <typeparam name="T">The columns.</typeparam>
/// <typeparam name="TActivation">What becomes of the sums at last.</typeparam>
internal static unsafe class RowTile<T, TActivation> where T : struct, IVectors<T> where TActivation : struct, IVectorActivation
{
    /// <summary>Computes some rows.</summary>
    /// <param name="count">1 to 6 of them.</param>
    /// <param name="x">The first row's factors.</param>
    /// <param name="depth">How many: also from one row to the next.</param>
    /// <param name="weights">As many registers as there are for each factor.</param>
    /// <param name="end">What becomes of the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Do(int count, float* x, long depth, float* weights, in RowEnd end)
    {
        if (count == Tile.Rows)
        {
            Six(x, depth, weights, end);
            return;
        }
        var row = 0;
        for (; row + 1 < count; row += 2)
            Two(x + (row * depth), depth, weights, end, row);
        if (row < count)
            One(x + (row * depth), depth, weights, end, row);
    }

    // Optimized at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(float* x, long depth, float* weights, in RowEnd end)
    {
        float* x1 = x + depth, x2 = x1 + depth, x3 = x2 + depth, x4 = x3 + depth, x5 = x4 + depth;
        T sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default, sum5 = default;
        for (long k = 0; k < depth; k++, weights += T.Count * IVectors<T>.Lanes)
        {
            var panel = T.Load(weights);
            sum0 = sum0.Plus(x[k], panel);
            sum1 = sum1.Plus(x1[k], panel);
            sum2 = sum2.Plus(x2[k], panel);
            sum3 = sum3.Plus(x3[k], panel);
            sum4 = sum4.Plus(x4[k], panel);
            sum5 = sum5.Plus(x5[k], panel);
        }
        end.Put<T, TActivation>(sum0, 0);
        end.Put<T, TActivation>(sum1, 1);
        end.Put<T, TActivation>(sum2, 2);
        end.Put<T, TActivation>(sum3, 3);
        end.Put<T, TActivation>(sum4, 4);
        end.Put<T, TActivation>(sum5, 5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(float* x, long depth, float* weights, in RowEnd end, int row)
    {
        var x1 = x + depth;
        T sum0 = default, sum1 = default;
        for (long k = 0; k < depth; k++, weights += T.Count * IVectors<T>.Lanes)
        {
            var panel = T.Load(weights);
            sum0 = sum0.Plus(x[k], panel);
            sum1 = sum1.Plus(x1[k], panel);
        }
        end.Put<T, TActivation>(sum0, row);
        end.Put<T, TActivation>(sum1, row + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(float* x, long depth, float* weights, in RowEnd end, int row)
    {
        T sum = default;
        for (long k = 0; k < depth; k++, weights += T.Count * IVectors<T>.Lanes)
            sum = sum.Plus(x[k], T.Load(weights));
        end.Put<T, TActivation>(sum, row);
    }
}

/// <summary>What becomes of a row's sums: activation(sum + bias + identity), and where it goes.</summary>
internal unsafe struct RowEnd
{
    /// <summary>The first row's numbers.</summary>
    internal float* To;

    /// <summary>From one row to the next, in numbers; the identity's is the same.</summary>
    internal long Stride;

    /// <summary>Where the last register begins.</summary>
    internal nint Last;

    internal float* Bias;

    /// <summary>The first row's; null for none.</summary>
    internal float* Identity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Put<T, TActivation>(in T sum, int row)
        where T : struct, IVectors<T> where TActivation : struct, IVectorActivation
    {
        var whole = sum.Plus(T.Load(Bias, Last));
        if (Identity != null)
            whole = whole.Plus(T.Load(Identity + (row * Stride), Last));
        whole.Activated<TActivation>().Store(To + (row * Stride), Last);
    }
}
