using System.Collections;
using System.Runtime.CompilerServices;

namespace TorchSharp.Utils;

/// <summary>A view of the numbers of a tensor on the CPU, whatever its strides.</summary>
public sealed unsafe class TensorAccessor<T> : IEnumerable<T>, IDisposable where T : struct
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _sizes;
    private readonly long[] _strides;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _sizes = tensor.shape;
        _strides = tensor.stride();
    }

    public long Count => _tensor.numel();

    public bool IsReadOnly => false;

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = CheckedCount(array, arrayIndex, tensorIndex);
        if (count > 0 && _tensor.is_contiguous())
            new ReadOnlySpan<T>(Address(tensorIndex), count).CopyTo(array.AsSpan(arrayIndex));
        else
            for (var i = 0; i < count; i++)
                array[arrayIndex + i] = At(tensorIndex + i);
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = CheckedCount(array, arrayIndex, tensorIndex);
        if (count > 0 && _tensor.is_contiguous())
            array.AsSpan(arrayIndex, count).CopyTo(new Span<T>(Address(tensorIndex), count));
        else
            for (var i = 0; i < count; i++)
                At(tensorIndex + i) = array[arrayIndex + i];
        GC.KeepAlive(_tensor);
    }

    /// <summary>How many numbers a copy moves: what is left in the tensor or in the array, none where the array has no room.</summary>
    private int CheckedCount(T[] array, int arrayIndex, long tensorIndex)
    {
        var elements = Count;
        if (tensorIndex < 0 || tensorIndex >= elements && (tensorIndex, elements) != (0, 0))
            throw new ArgumentOutOfRangeException(nameof(tensorIndex), $"Index into the tensor: expected 0 to {elements - 1}, got {tensorIndex}.");
        if (arrayIndex < 0)
            throw new IndexOutOfRangeException($"Index into the array: expected 0 or more, got {arrayIndex}.");
        return (int)Math.Max(0, Math.Min(elements - tensorIndex, (long)array.Length - arrayIndex));
    }

    private byte* Address(long offset) => (byte*)_tensor.DataPointer + offset * Unsafe.SizeOf<T>();

    public T this[params long[] indices]
    {
        get
        {
            var value = Element(indices);
            GC.KeepAlive(_tensor);
            return value;
        }
        set
        {
            Element(indices) = value;
            GC.KeepAlive(_tensor);
        }
    }

    private ref T Element(long[] indices)
    {
        if (indices.Length == 1 && _sizes.Length != 1)
            return ref At(indices[0]);
        if (indices.Length != _sizes.Length)
            throw new IndexOutOfRangeException($"Indices: expected {_sizes.Length}, one for each dimension, or a single one, got {indices.Length}.");
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _sizes[i])
                throw new IndexOutOfRangeException($"Index into dimension {i}: expected 0 to {_sizes[i] - 1}, got {indices[i]}.");
            offset += indices[i] * _strides[i];
        }
        return ref Unsafe.AsRef<T>(Address(offset));
    }

    /// <summary>The element at a position in row-major order.</summary>
    private ref T At(long index)
    {
        if (index < 0 || index >= Count)
            throw new IndexOutOfRangeException($"Index into the tensor: expected 0 to {Count - 1}, got {index}.");
        var offset = 0L;
        for (var i = _sizes.Length - 1; i >= 0; i--)
        {
            (index, var digit) = Math.DivRem(index, _sizes[i]);
            offset += digit * _strides[i];
        }
        return ref Unsafe.AsRef<T>(Address(offset));
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The view owns nothing.</summary>
    public void Dispose()
    {
    }
}
