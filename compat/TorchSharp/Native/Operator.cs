using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>
/// An operator of libtorch's dispatcher, looked up by its schema name at the first call. Arguments left out at the end take
/// the schema's defaults. Any ATen operator of any libtorch version is thus one line of C#.
/// </summary>
/// <param name="name">Name and overload, such as "aten::conv2d" or "aten::add.Scalar".</param>
internal sealed unsafe partial class Operator(string name)
{
    private const int MostResults = 8;
    private IntPtr _handle;

    /// <summary>Calls an operator that gives one tensor.</summary>
    internal torch.Tensor Tensor(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Results.Expect(name, Call(arguments, results), 1);
        return Results.Tensor(results[0]);
    }

    /// <summary>Calls an operator that changes <paramref name="self"/> in place and gives it back.</summary>
    internal torch.Tensor InPlace(torch.Tensor self, params ReadOnlySpan<Value> arguments)
    {
        Call(arguments, null, 0);
        return self;
    }

    /// <summary>Calls an operator whose results do not matter.</summary>
    internal void Run(params ReadOnlySpan<Value> arguments) => Call(arguments, null, 0);

    /// <summary>Calls an operator that gives two tensors.</summary>
    internal (torch.Tensor, torch.Tensor) Pair(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Results.Expect(name, Call(arguments, results), 2);
        return (Results.Tensor(results[0]), Results.Tensor(results[1]));
    }

    /// <summary>Calls an operator that gives a list of tensors.</summary>
    internal torch.Tensor[] List(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Results.Expect(name, Call(arguments, results), 1);
        return Results.Tensors(results[0]);
    }

    /// <summary>Calls an operator that gives a truth value.</summary>
    internal bool Bool(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Results.Expect(name, Call(arguments, results), 1);
        return results[0].Integer != 0;
    }

    /// <summary>Calls an operator that gives a number: (whether it is a floating-point one, its bits).</summary>
    internal NativeValue Number(params ReadOnlySpan<Value> arguments)
    {
        var results = stackalloc NativeValue[MostResults];
        Results.Expect(name, Call(arguments, results), 1);
        return results[0];
    }

    private int Call(ReadOnlySpan<Value> arguments, NativeValue* results, int capacity = MostResults)
    {
        if (_handle == IntPtr.Zero)
            _handle = Find();
        var native = stackalloc NativeValue[arguments.Length];
        var scratch = stackalloc long[ArgumentMarshaller.OnStack];
        var count = 0;
        using var marshaller = new ArgumentMarshaller(arguments, native, scratch);
        NativeError.Check(shim_call(_handle, native, arguments.Length, results, capacity, &count));
        return count;
    }

    private IntPtr Find()
    {
        var dot = name.IndexOf('.');
        IntPtr found;
        NativeError.Check(shim_find_operator(dot < 0 ? name : name[..dot], dot < 0 ? "" : name[(dot + 1)..], &found));
        return found;
    }

    [LibraryImport(NativeShim.Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr shim_find_operator(string name, string overload, IntPtr* found);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_call(IntPtr op, NativeValue* arguments, int given, NativeValue* results, int capacity, int* count);
}
