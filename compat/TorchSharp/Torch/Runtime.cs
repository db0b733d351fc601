using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // The process: version, threads, default type, CUDA.
    public static string __version__ => NativeShim.Version;

    private static ScalarType s_defaultType = ScalarType.Float32;

    public static ScalarType get_default_dtype() => s_defaultType;

    public static void set_default_dtype(ScalarType dtype) => s_defaultType = is_floating_point(dtype)
        ? dtype
        : throw new ArgumentException($"The default type must be a floating-point one, got {dtype}.");

    public static int get_num_threads() => RuntimeNative.Threads;

    public static int get_num_interop_threads() => RuntimeNative.InteropThreads;

    public static void set_num_threads(int num) => RuntimeNative.SetThreads(num);

    public static void set_num_interop_threads(int num) => RuntimeNative.SetInteropThreads(num);

    public static class cuda
    {
        public static bool is_available() => RuntimeNative.Cuda.Available;

        public static bool is_cudnn_available() => RuntimeNative.Cuda.Cudnn;

        public static int device_count() => RuntimeNative.Cuda.Devices;

        public static void manual_seed(long seed) => torch.manual_seed(seed);

        public static void manual_seed_all(long seed) => torch.manual_seed(seed);

        public static void synchronize(Device? device = null) => RuntimeNative.CudaSynchronize(device?.index ?? -1);
    }
}
