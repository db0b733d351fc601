using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp.Native;

/// <summary>
/// Lays arguments out for one native call and keeps what they refer to alive for as long. Lists and strings are copied to
/// scratch memory on the caller's stack, or to the native heap when they are long.
/// </summary>
internal unsafe ref struct ArgumentMarshaller
{
    /// <summary>Eight-byte words of scratch memory that the caller brings.</summary>
    internal const int OnStack = 64;

    private readonly ReadOnlySpan<Value> _arguments;
    private readonly long* _onHeap;
    private long* _next;
    private int _held;

    internal ArgumentMarshaller(ReadOnlySpan<Value> arguments, NativeValue* native, long* stack)
    {
        _arguments = arguments;
        _next = stack;
        var words = 0;
        foreach (ref readonly var argument in arguments)
            words += Words(argument);
        if (words > OnStack)
            _next = _onHeap = (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        try
        {
            for (; _held < arguments.Length; _held++)
                native[_held] = Lay(arguments[_held]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        for (var i = 0; i < _held; i++)
            Release(_arguments[i].Reference);
        _held = 0;
        NativeMemory.Free(_onHeap);
    }

    private static int Words(in Value argument) => argument.Reference switch
    {
        null or SafeHandle => 0,
        Array list => list.Length,
        string text => (Encoding.UTF8.GetMaxByteCount(text.Length) + 7) / 8,
        _ => throw new InvalidOperationException($"No room is planned for an argument of type {argument.Reference.GetType()}."),
    };

    private NativeValue Lay(in Value argument)
    {
        var native = new NativeValue { Tag = argument.Tag, Integer = argument.Bits };
        switch (argument.Reference)
        {
            case null:
                break;
            case SafeHandle handle:
                native.Pointer = Hold(handle);
                break;
            case long[] numbers:
                numbers.CopyTo(Take(ref native, numbers.Length, numbers.Length));
                break;
            case double[] numbers:
                MemoryMarshal.Cast<double, long>(numbers).CopyTo(Take(ref native, numbers.Length, numbers.Length));
                break;
            case TensorHandle?[] handles:
                Hold(handles, Take(ref native, handles.Length, handles.Length));
                break;
            case string text:
                var bytes = MemoryMarshal.AsBytes(Take(ref native, Words(argument), Encoding.UTF8.GetByteCount(text)));
                Encoding.UTF8.GetBytes(text, bytes);
                break;
        }
        return native;
    }

    private Span<long> Take(ref NativeValue native, int words, int count)
    {
        var span = new Span<long>(_next, words);
        native.Pointer = (IntPtr)_next;
        native.Count = count;
        _next += words;
        return span;
    }

    private static IntPtr Hold(SafeHandle handle)
    {
        var held = false;
        handle.DangerousAddRef(ref held);
        return handle.DangerousGetHandle();
    }

    private static void Hold(TensorHandle?[] handles, Span<long> to)
    {
        var i = 0;
        try
        {
            for (; i < handles.Length; i++)
                to[i] = handles[i] is { } handle ? Hold(handle) : IntPtr.Zero;
        }
        catch
        {
            while (--i >= 0)
                handles[i]?.DangerousRelease();
            throw;
        }
    }

    private static void Release(object? reference)
    {
        if (reference is SafeHandle handle)
            handle.DangerousRelease();
        else if (reference is TensorHandle?[] handles)
            foreach (var item in handles)
                item?.DangerousRelease();
    }
}
