using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>An owned TorchScript compilation unit.</summary>
internal sealed unsafe partial class JitHandle : SafeHandle
{
    private JitHandle(IntPtr handle) : base(IntPtr.Zero, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == IntPtr.Zero;

    internal static JitHandle Compile(string source)
    {
        IntPtr unit;
        NativeError.Check(shim_jit_compile(source, &unit));
        return new JitHandle(unit);
    }

    /// <summary>Calls a function; the caller owns the result.</summary>
    internal NativeValue Invoke(string name, ReadOnlySpan<Value> arguments)
    {
        var native = stackalloc NativeValue[arguments.Length];
        var scratch = stackalloc long[ArgumentMarshaller.OnStack];
        using var marshaller = new ArgumentMarshaller(arguments, native, scratch);
        NativeValue result;
        NativeError.Check(shim_jit_invoke(this, name, native, arguments.Length, &result));
        return result;
    }

    protected override bool ReleaseHandle() => shim_jit_delete(handle) == IntPtr.Zero;

    [LibraryImport(NativeShim.Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr shim_jit_compile(string source, IntPtr* unit);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_jit_delete(IntPtr unit);

    [LibraryImport(NativeShim.Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr shim_jit_invoke(JitHandle unit, string name, NativeValue* arguments, int given, NativeValue* result);
}
