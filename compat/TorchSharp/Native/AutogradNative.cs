using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>Autograd as the shim offers it: flags, gradients, backward passes, modes.</summary>
internal static unsafe partial class AutogradNative
{
    internal static void SetRequiresGrad(TensorHandle handle, bool value) => NativeError.Check(shim_set_requires_grad(handle, value ? 1 : 0));

    internal static void RetainGrad(TensorHandle handle) => NativeError.Check(shim_retain_grad(handle));

    internal static IntPtr GetGrad(TensorHandle handle)
    {
        IntPtr result;
        NativeError.Check(shim_get_grad(handle, &result));
        return result;
    }

    internal static void SetGrad(TensorHandle handle, TensorHandle? gradient) => NativeError.Check(gradient is null
        ? shim_clear_grad(handle, IntPtr.Zero)
        : shim_set_grad(handle, gradient));

    internal static void Backward(TensorHandle[] tensors, TensorHandle?[] gradients, TensorHandle[] inputs, bool retainGraph, bool createGraph)
    {
        using var held = new HeldHandles(tensors, gradients, inputs);
        fixed (IntPtr* all = held.Pointers)
            NativeError.Check(shim_backward(
                all, tensors.Length, all + tensors.Length, gradients.Length, all + tensors.Length + gradients.Length, inputs.Length,
                retainGraph ? 1 : 0, createGraph ? 1 : 0));
    }

    internal static IntPtr[] Grad(TensorHandle[] outputs, TensorHandle[] inputs, TensorHandle?[] gradients, bool retainGraph, bool createGraph, bool allowUnused)
    {
        var results = new IntPtr[inputs.Length];
        using var held = new HeldHandles(outputs, inputs, gradients);
        fixed (IntPtr* all = held.Pointers)
        fixed (IntPtr* to = results)
            NativeError.Check(shim_grad(
                all, outputs.Length, all + outputs.Length, inputs.Length, all + outputs.Length + inputs.Length, gradients.Length,
                retainGraph ? 1 : 0, createGraph ? 1 : 0, allowUnused ? 1 : 0, to));
        return results;
    }

    internal static bool GradMode
    {
        get
        {
            int enabled;
            NativeError.Check(shim_get_grad_mode(&enabled));
            return enabled != 0;
        }
        set => NativeError.Check(shim_set_grad_mode(value ? 1 : 0));
    }

    internal static bool IsInferenceMode
    {
        get
        {
            int enabled;
            NativeError.Check(shim_is_inference_mode(&enabled));
            return enabled != 0;
        }
    }

    internal static IntPtr EnterInferenceMode(bool enabled)
    {
        IntPtr guard;
        NativeError.Check(shim_inference_mode_new(enabled ? 1 : 0, &guard));
        return guard;
    }

    internal static void LeaveInferenceMode(IntPtr guard) => NativeError.Check(shim_inference_mode_delete(guard));

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_set_requires_grad(TensorHandle handle, int value);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_retain_grad(TensorHandle handle);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_get_grad(TensorHandle handle, IntPtr* result);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_set_grad(TensorHandle handle, TensorHandle gradient);

    [LibraryImport(NativeShim.Name, EntryPoint = "shim_set_grad")]
    private static partial IntPtr shim_clear_grad(TensorHandle handle, IntPtr none);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_backward(
        IntPtr* tensors, int tensorCount, IntPtr* gradients, int gradientCount, IntPtr* inputs, int inputCount, int retainGraph, int createGraph);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_grad(
        IntPtr* outputs, int outputCount, IntPtr* inputs, int inputCount, IntPtr* gradients, int gradientCount,
        int retainGraph, int createGraph, int allowUnused, IntPtr* results);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_get_grad_mode(int* enabled);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_set_grad_mode(int enabled);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_is_inference_mode(int* enabled);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_inference_mode_new(int enabled, IntPtr* guard);

    [LibraryImport(NativeShim.Name)]
    private static partial IntPtr shim_inference_mode_delete(IntPtr guard);
}
