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
        var count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (_tensor.is_contiguous())
            new ReadOnlySpan<T>((byte*)_tensor.DataPointer + tensorIndex * Unsafe.SizeOf<T>(), (int)count).CopyTo(array.AsSpan(arrayIndex));
        else
            for (var i = 0L; i < count; i++)
                array[arrayIndex + i] = At(tensorIndex + i);
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var count = Math.Min(Count - tensorIndex, array.Length - arrayIndex);
        if (_tensor.is_contiguous())
            array.AsSpan(arrayIndex, (int)count).CopyTo(new Span<T>((byte*)_tensor.DataPointer + tensorIndex * Unsafe.SizeOf<T>(), (int)count));
        else
            for (var i = 0L; i < count; i++)
                At(tensorIndex + i) = array[arrayIndex + i];
        GC.KeepAlive(_tensor);
    }

    public T this[params long[] indices]
    {
        get => Element(indices);
        set => Element(indices) = value;
    }

    private ref T Element(long[] indices)
    {
        if (indices.Length == 1 && _sizes.Length != 1)
            return ref At(indices[0]);
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= _sizes[i])
                throw new IndexOutOfRangeException();
            offset += indices[i] * _strides[i];
        }
        return ref Unsafe.AsRef<T>((byte*)_tensor.DataPointer + offset * Unsafe.SizeOf<T>());
    }

    /// <summary>The element at a position in row-major order.</summary>
    private ref T At(long index)
    {
        if (index < 0 || index >= Count)
            throw new IndexOutOfRangeException();
        var offset = 0L;
        for (var i = _sizes.Length - 1; i >= 0; i--)
        {
            (index, var digit) = Math.DivRem(index, _sizes[i]);
            offset += digit * _strides[i];
        }
        return ref Unsafe.AsRef<T>((byte*)_tensor.DataPointer + offset * Unsafe.SizeOf<T>());
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The view owns nothing.</summary>
    public void Dispose()
    {
    }
}
