using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Threads and devices as the shim offers them.</summary>
internal static unsafe partial class RuntimeNative
{
    internal static int Threads
    {
        get
        {
            int count;
            NativeError.Check(shim_get_threads(&count));
            return count;
        }
    }

    internal static int InteropThreads
    {
        get
        {
            int count;
            NativeError.Check(shim_get_interop_threads(&count));
            return count;
        }
    }

    internal static void SetThreads(int count) => NativeError.Check(shim_set_threads(count));

    internal static void SetInteropThreads(int count) => NativeError.Check(shim_set_interop_threads(count));

    internal static (bool Available, bool Cudnn, int Devices) Cuda
    {
        get
        {
            int available, cudnn, devices;
            NativeError.Check(shim_cuda(&available, &cudnn, &devices));
            return (available != 0, cudnn != 0, devices);
        }
    }

    internal static void CudaSynchronize(int index) => NativeError.Check(shim_cuda_synchronize(index));

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_get_threads(int* count);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_get_interop_threads(int* count);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_set_threads(int count);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_set_interop_threads(int count);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_cuda(int* available, int* cudnn, int* devices);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_cuda_synchronize(int index);
}
