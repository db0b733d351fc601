using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>An activation of 16 numbers, on processors with AVX-512: a type for each, so that loops have no choice within.</summary>
internal interface IVectorActivation
{
    static abstract Vector512<float> Of(Vector512<float> x);
}

/// <summary>x.</summary>
internal readonly struct NoActivation : IVectorActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x) => x;
}

/// <summary>max(x, 0).</summary>
internal readonly struct ReluActivation : IVectorActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x) => VectorFunctions.AtLeast(x, Vector512<float>.Zero);
}

/// <summary>min(max(x, 0), 6).</summary>
internal readonly struct Relu6Activation : IVectorActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x) =>
        VectorFunctions.AtMost(VectorFunctions.AtLeast(x, Vector512<float>.Zero), Vector512.Create(6f));
}

/// <summary>x · σ(x).</summary>
internal readonly struct SiluActivation : IVectorActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x) => x * VectorFunctions.Sigmoid(x);
}

/// <summary>x · min(max(x + 3, 0), 6) / 6.</summary>
internal readonly struct HardSwishActivation : IVectorActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Of(Vector512<float> x) => x * VectorFunctions.HardSigmoid(x);
}
