using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>An owned libtorch generator.</summary>
internal sealed unsafe partial class GeneratorHandle : SafeHandle
{
    private GeneratorHandle(IntPtr handle) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == IntPtr.Zero;

    internal static GeneratorHandle Create(torch.Device device)
    {
        IntPtr created;
        NativeError.Check(shim_generator_new((int)device.type, device.index, &created));
        return new GeneratorHandle(created);
    }

    internal static GeneratorHandle Default()
    {
        IntPtr found;
        NativeError.Check(shim_generator_default(&found));
        return new GeneratorHandle(found);
    }

    internal static void SeedAll(ulong seed) => NativeError.Check(shim_manual_seed(seed));

    internal ulong Seed
    {
        get
        {
            ulong seed;
            NativeError.Check(shim_generator_get_seed(this, &seed));
            return seed;
        }
        set => NativeError.Check(shim_generator_set_seed(this, value));
    }

    internal ulong SeedRandomly()
    {
        ulong seed;
        NativeError.Check(shim_generator_random_seed(this, &seed));
        return seed;
    }

    internal IntPtr GetState()
    {
        IntPtr state;
        NativeError.Check(shim_generator_get_state(this, &state));
        return state;
    }

    internal void SetState(TensorHandle state) => NativeError.Check(shim_generator_set_state(this, state));

    protected override bool ReleaseHandle() => shim_generator_delete(handle) == IntPtr.Zero;

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_manual_seed(ulong seed);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_default(IntPtr* result);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_new(int deviceType, int deviceIndex, IntPtr* result);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_delete(IntPtr handle);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_set_seed(GeneratorHandle handle, ulong seed);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_get_seed(GeneratorHandle handle, ulong* seed);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_random_seed(GeneratorHandle handle, ulong* seed);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_get_state(GeneratorHandle handle, IntPtr* state);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_generator_set_state(GeneratorHandle handle, TensorHandle state);
}
