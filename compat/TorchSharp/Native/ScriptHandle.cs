using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>An owned TorchScript module.</summary>
internal sealed unsafe partial class ScriptHandle : SafeHandle
{
    private ScriptHandle(IntPtr handle) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == IntPtr.Zero;

    internal static ScriptHandle Load(ReadOnlySpan<byte> archive, DeviceType type, int index)
    {
        IntPtr module;
        fixed (byte* bytes = archive)
            NativeError.Check(shim_jit_load(bytes, archive.Length, (int)type, index, &module));
        return new ScriptHandle(module);
    }

    /// <summary>Calls a method; the caller owns the result.</summary>
    internal NativeValue Invoke(string name, ReadOnlySpan<Value> arguments)
    {
        var native = stackalloc NativeValue[arguments.Length];
        var scratch = stackalloc long[ArgumentMarshaller.OnStack];
        using var marshaller = new ArgumentMarshaller(arguments, native, scratch);
        NativeValue result;
        NativeError.Check(shim_jit_module_invoke(this, name, native, arguments.Length, &result));
        return result;
    }

    protected override bool ReleaseHandle() => shim_jit_module_delete(handle) == IntPtr.Zero;

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_jit_load(byte* bytes, long length, int deviceType, int deviceIndex, IntPtr* module);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_jit_module_delete(IntPtr module);

    [LibraryImport(NativeShim.Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr shim_jit_module_invoke(ScriptHandle module, string name, NativeValue* arguments, int given, NativeValue* result);
}
