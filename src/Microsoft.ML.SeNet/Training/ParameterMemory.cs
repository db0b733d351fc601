using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// The numbers of one parameter on the CPU, for a step in one pass over them. Weight and all that follows it are laid out alike.
/// </summary>
internal unsafe readonly struct ParameterMemory
{
    private readonly void* _gradient;
    private readonly void* _copy;
    private readonly bool _isCopyBFloat16;
    private readonly bool _isGradientBFloat16;

    /// <param name="weight">float32.</param>
    /// <param name="gradient">float32 or bfloat16.</param>
    /// <param name="copy">What computes in the weight's place, float32 or bfloat16; null where the weight does it.</param>
    internal ParameterMemory(Tensor weight, Tensor gradient, Tensor? copy)
    {
        Weight = Floats(weight);
        Length = weight.NumberOfElements;
        (_isGradientBFloat16, _isCopyBFloat16) = (gradient.dtype == ScalarType.BFloat16, copy?.dtype == ScalarType.BFloat16);
        _gradient = Bytes(gradient);
        _copy = copy is null ? null : Bytes(copy);
    }

    internal float* Weight { get; }

    internal long Length { get; }

    internal static float* Floats(Tensor tensor) => (float*)Bytes(tensor);

    /// <summary>The gradient of a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Gradient(long at) => _isGradientBFloat16
        ? BitConverter.UInt32BitsToSingle((uint)((ushort*)_gradient)[at] << 16)
        : ((float*)_gradient)[at];

    /// <summary>The gradients of sixteen numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal (Vector256<float> First, Vector256<float> Last) Gradients(long at) => _isGradientBFloat16
        ? BFloat16Element.Load((byte*)((ushort*)_gradient + at))
        : Pair.Load((float*)_gradient + at);

    /// <summary>Sets a number, and rounds it to where it is computed with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(long at, float value)
    {
        Weight[at] = value;
        if (_copy is null)
            return;
        if (_isCopyBFloat16)
            ((ushort*)_copy)[at] = Rounded(value);
        else
            ((float*)_copy)[at] = value;
    }

    /// <summary>Sets sixteen numbers, and rounds them to where they are computed with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(long at, Vector256<float> first, Vector256<float> last)
    {
        Pair.Store(Weight + at, first, last);
        if (_copy is null)
            return;
        if (_isCopyBFloat16)
            BFloat16Element.Store((byte*)((ushort*)_copy + at), first, last);
        else
            Pair.Store((float*)_copy + at, first, last);
    }

    /// <summary>To the nearest bfloat16, ties to even; what is not a number stays none.</summary>
    private static ushort Rounded(float value)
    {
        const uint Half = 0x7FFF;
        const uint Quiet = 0x00400000;
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((float.IsNaN(value) ? bits | Quiet : bits + ((bits >> 16) & 1) + Half) >> 16);
    }

    private static byte* Bytes(Tensor tensor) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(WeightLayout.Memory(tensor).bytes));
}

/// <summary>Moves some numbers of a parameter.</summary>
internal delegate void MoveNumbers(in ParameterMemory memory, long from, long to);

/// <summary>Moves all parameters in one pass over their memory, on all of libtorch's threads.</summary>
internal static class OnePass
{
    private const long BlockNumbers = 4096;

    /// <summary>Blocks that are worth a thread.</summary>
    private const long LeastBlocks = 4;

    internal static void Run(IReadOnlyList<(ParameterMemory Memory, MoveNumbers Move)> parameters)
    {
        var ends = new long[parameters.Count]; // the block behind the last one of each parameter
        for (var i = 0; i < ends.Length; i++)
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + ((parameters[i].Memory.Length + BlockNumbers - 1) / BlockNumbers);
        ComputeTeam.Run(ends.Length == 0 ? 0 : ends[^1], LeastBlocks, (first, end) => MoveBlocks(parameters, ends, first, end));
    }

    private static void MoveBlocks(IReadOnlyList<(ParameterMemory Memory, MoveNumbers Move)> parameters, long[] ends, long first, long end)
    {
        for (var i = 0; i < ends.Length; i++)
        {
            var start = i == 0 ? 0 : ends[i - 1];
            var (from, to) = (Math.Max(first, start) - start, Math.Min(end, ends[i]) - start);
            var (memory, move) = parameters[i];
            if (from < to)
                move(memory, from * BlockNumbers, Math.Min(to * BlockNumbers, memory.Length));
        }
    }
}
