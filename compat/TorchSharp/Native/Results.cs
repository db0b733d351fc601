namespace TorchSharp.Native;

/// <summary>Takes over what an operator gave back.</summary>
internal static unsafe class Results
{
    internal static void Expect(string name, int got, int expected)
    {
        if (got != expected)
            throw new InvalidOperationException($"{name} was expected to give {expected} results, got {got}.");
    }

    internal static torch.Tensor Tensor(in NativeValue value) => value.Tag == Tag.Tensor
        ? new torch.Tensor(value.Pointer)
        : throw new InvalidOperationException($"A tensor was expected, got {value.Tag}.");

    internal static torch.Tensor[] Tensors(in NativeValue value)
    {
        if (value.Tag != Tag.TensorList)
            throw new InvalidOperationException($"A list of tensors was expected, got {value.Tag}.");
        var handles = new ReadOnlySpan<IntPtr>((void*)value.Pointer, value.Count);
        var tensors = new torch.Tensor[handles.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = new torch.Tensor(handles[i]);
        NativeError.Free(value.Pointer);
        return tensors;
    }

    internal static long[] Integers(in NativeValue value)
    {
        var numbers = new ReadOnlySpan<long>((void*)value.Pointer, value.Count).ToArray();
        NativeError.Free(value.Pointer);
        return numbers;
    }

    internal static double[] Reals(in NativeValue value)
    {
        var numbers = new ReadOnlySpan<double>((void*)value.Pointer, value.Count).ToArray();
        NativeError.Free(value.Pointer);
        return numbers;
    }
}
