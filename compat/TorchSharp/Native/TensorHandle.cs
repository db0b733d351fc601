using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>An owned reference to a libtorch tensor.</summary>
internal sealed partial class TensorHandle : SafeHandle
{
    private static long s_live;
    private static long s_peak;

    internal TensorHandle(IntPtr handle) : base(IntPtr.Zero, ownsHandle: true)
    {
        SetHandle(handle);
        RaisePeak(Interlocked.Increment(ref s_live));
    }

    private static void RaisePeak(long live)
    {
        var peak = PeakCount;
        while (live > peak)
        {
            var found = Interlocked.CompareExchange(ref s_peak, live, peak);
            if (found == peak)
                return;
            peak = found; // another thread raised it meanwhile
        }
    }

    /// <summary>Native tensors that this process holds right now.</summary>
    internal static long LiveCount => Interlocked.Read(ref s_live);

    /// <summary>The most that it ever held.</summary>
    internal static long PeakCount => Interlocked.Read(ref s_peak);

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle()
    {
        Interlocked.Decrement(ref s_live);
        return shim_tensor_release(handle) == IntPtr.Zero;
    }

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_tensor_release(IntPtr handle);
}

/// <summary>Facts of a tensor in one call (<c>struct TensorFacts</c> in shim.h, 48 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TensorFacts
{
    internal IntPtr Data;
    internal long Elements;
    internal int Dimensions;
    internal int ScalarType;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int RequiresGrad;
    internal int IsLeaf;
    internal int IsSparse;
    internal int ElementSize;
}

/// <summary>What is asked of a tensor besides operators.</summary>
internal static unsafe partial class TensorNative
{
    private const int MostDimensions = 64;

    internal static TensorFacts Facts(TensorHandle handle)
    {
        TensorFacts facts;
        NativeError.Check(shim_tensor_facts(handle, &facts));
        return facts;
    }

    internal static long[] Sizes(TensorHandle handle) => Numbers(handle, sizes: true);

    internal static long[] Strides(TensorHandle handle) => Numbers(handle, sizes: false);

    private static long[] Numbers(TensorHandle handle, bool sizes)
    {
        long* buffer = stackalloc long[MostDimensions];
        NativeError.Check(shim_tensor_sizes(handle, sizes ? buffer : null, sizes ? null : buffer, MostDimensions));
        return new ReadOnlySpan<long>(buffer, Facts(handle).Dimensions).ToArray();
    }

    internal static IntPtr Alias(TensorHandle handle)
    {
        IntPtr result;
        NativeError.Check(shim_tensor_alias(handle, &result));
        return result;
    }

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_tensor_facts(TensorHandle handle, TensorFacts* facts);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_tensor_sizes(TensorHandle handle, long* sizes, long* strides, int capacity);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_tensor_alias(TensorHandle handle, IntPtr* result);
}
