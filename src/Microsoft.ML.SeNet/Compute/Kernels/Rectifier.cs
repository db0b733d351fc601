using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.Kernels;

/// <summary>ReLU of maps in prediction, where they lie.</summary>
internal static unsafe class Rectifier
{
    // Bytes that are worth a thread.
    private const int LeastBytes = 1 << 15;

    // As integers, the bits of all that is below zero go up to those of -∞. Those of what is not a number
    // are greater, so that it stays none.
    private const short BFloat16MinusInfinity = unchecked((short)0xFF80);
    private const int Float32MinusInfinity = unchecked((int)0xFF800000);

    /// <summary>Overwrites maps (N, C, H, W), of any type and layout, on any device.</summary>
    internal static void Apply(Tensor maps)
    {
        using var scope = NewDisposeScope();
        if (!ChannelsLast.Has(maps))
            maps.relu_();
        else if (maps.dtype == ScalarType.BFloat16)
            Compute(maps, BFloat16MinusInfinity);
        else
            Compute(maps, Float32MinusInfinity);
    }

    private static void Compute<T>(Tensor maps, T minusInfinity) where T : unmanaged, IBinaryInteger<T>
    {
        var data = (T*)ChannelsLast.Of(maps).Bytes;
        ComputeTeam.Run(maps.numel() / IElement.Lanes, LeastBytes / (IElement.Lanes * sizeof(T)), (first, end) =>
            Range(data + (first * IElement.Lanes), data + (end * IElement.Lanes), minusInfinity));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Range<T>(T* from, T* end, T minusInfinity) where T : unmanaged, IBinaryInteger<T>
    {
        var highest = Vector512.Create(minusInfinity);
        for (; from <= end - Vector512<T>.Count; from += Vector512<T>.Count)
        {
            var numbers = Vector512.Load(from);
            Vector512.AndNot(numbers, Vector512.LessThanOrEqual(numbers, highest)).Store(from);
        }
        for (; from < end; from++)
            *from = *from <= minusInfinity ? T.Zero : *from;
    }
}
