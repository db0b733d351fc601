using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch.autograd;

namespace TorchSharp.Native;

/// <summary>Nodes of the graph whose backward pass is managed. Their exceptions wait under a ticket until they are through libtorch.</summary>
internal static unsafe partial class FunctionNative
{
    private const string Prefix = "managed exception ";
    private static readonly ConcurrentDictionary<long, ExceptionDispatchInfo> s_failures = new();
    private static long s_tickets;

    internal static IntPtr New(FunctionNode node, TensorHandle[] inputs)
    {
        IntPtr native;
        var calls = new FunctionCalls { Backward = &Backward, Release = &Release };
        var state = GCHandle.ToIntPtr(GCHandle.Alloc(node)); // freed by Release
        using var held = new HeldHandles(inputs);
        fixed (IntPtr* all = held.Pointers)
            NativeError.Check(shim_function_new(state, &calls, all, inputs.Length, &native));
        return native;
    }

    internal static void Delete(IntPtr node) => NativeError.Check(shim_function_delete(node));

    internal static IntPtr[] Attach(IntPtr node, TensorHandle[] inputs, TensorHandle[] outputs, bool[] differentiable)
    {
        var results = new IntPtr[outputs.Length];
        int[] flags = [.. differentiable.Select(value => value ? 1 : 0)];
        using var held = new HeldHandles(inputs, outputs);
        fixed (IntPtr* all = held.Pointers, to = results)
        fixed (int* which = flags)
            NativeError.Check(shim_function_attach(node, all, inputs.Length, all + inputs.Length, which, outputs.Length, to));
        return results;
    }

    internal static void Save(IntPtr node, TensorHandle?[] tensors)
    {
        using var held = new HeldHandles(tensors);
        fixed (IntPtr* all = held.Pointers)
            NativeError.Check(shim_function_save(node, all, tensors.Length));
    }

    internal static IntPtr[] Saved(IntPtr node, int count)
    {
        int found;
        var results = new IntPtr[count];
        fixed (IntPtr* to = results)
            NativeError.Check(shim_function_saved(node, count, to, &found));
        Results.Expect("get_saved_variables", found, count);
        return results;
    }

    /// <summary>Throws the exception that a message stands for, if it stands for one.</summary>
    internal static void Rethrow(string message)
    {
        if (message.StartsWith(Prefix, StringComparison.Ordinal) && long.TryParse(message.AsSpan(Prefix.Length), out var ticket) && s_failures.TryRemove(ticket, out var failure))
            failure.Throw();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Backward(IntPtr state, IntPtr node, IntPtr* gradients, int count, IntPtr* results, int resultCount)
    {
        try
        {
            var given = new List<torch.Tensor>();
            for (var i = 0; i < count; i++)
                given.Add(new torch.Tensor(gradients[i]));
            var computed = ((FunctionNode)GCHandle.FromIntPtr(state).Target!).Backward(node, given);
            Results.Expect("backward", computed.Length, resultCount);
            for (var i = 0; i < resultCount; i++)
                results[i] = computed[i] is { IsInvalid: false } gradient ? TensorNative.Alias(gradient.OpenHandle) : IntPtr.Zero;
            return 0;
        }
        catch (Exception e)
        {
            var ticket = Interlocked.Increment(ref s_tickets);
            s_failures[ticket] = ExceptionDispatchInfo.Capture(e);
            return ticket;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(IntPtr state) => GCHandle.FromIntPtr(state).Free();

    /// <summary><c>struct FunctionCalls</c> in function.cpp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FunctionCalls
    {
        internal delegate* unmanaged[Cdecl]<IntPtr, IntPtr, IntPtr*, int, IntPtr*, int, long> Backward;
        internal delegate* unmanaged[Cdecl]<IntPtr, void> Release;
    }

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_function_new(IntPtr state, void* calls, IntPtr* inputs, int count, IntPtr* node);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_function_delete(IntPtr node);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_function_attach(IntPtr node, IntPtr* inputs, int inputCount, IntPtr* outputs, int* differentiable, int count, IntPtr* results);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_function_save(IntPtr node, IntPtr* tensors, int count);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_function_saved(IntPtr node, int capacity, IntPtr* results, int* count);
}
