using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Engines.Inference.Tiled;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>The functions of squeeze and excitation, of a few numbers where they lie. What is not a number stays none.</summary>
internal static unsafe class VectorGates
{
    /// <summary>Whether this processor can.</summary>
    internal static bool Are => Avx512F.IsSupported;

    /// <summary>δ of the hidden layer (N, R), float32 and contiguous.</summary>
    internal static void Activate(Tensor hidden, SeActivation activation)
    {
        if (activation == SeActivation.SiLU)
            Each(hidden, SiluActivation.Of);
        else
            Each(hidden, ReluActivation.Of);
    }

    /// <summary>σ of the excitation (N, C), float32 and contiguous.</summary>
    internal static void Gate(Tensor excitation, SeGate gate)
    {
        if (gate == SeGate.Sigmoid)
            Each(excitation, VectorFunctions.Sigmoid);
        else if (gate == SeGate.HardSigmoid)
            Each(excitation, VectorFunctions.HardSigmoid);
        else
            SqueezeExcitation.Gated(excitation, gate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Each(Tensor numbers, Func<Vector512<float>, Vector512<float>> function)
    {
        var (all, whole) = ((int)numbers.numel(), (int)numbers.numel() / Vector512<float>.Count * Vector512<float>.Count);
        var data = new Span<float>(MapMemory.Floats(numbers), all);
        fixed (float* start = data)
            for (var i = 0; i < whole; i += Vector512<float>.Count)
                function(Vector512.Load(start + i)).Store(start + i);
        Span<float> rest = stackalloc float[Vector512<float>.Count];
        data[whole..].CopyTo(rest);
        fixed (float* last = rest)
            function(Vector512.Load(last)).Store(last);
        rest[..(all - whole)].CopyTo(data[whole..]);
    }
}
