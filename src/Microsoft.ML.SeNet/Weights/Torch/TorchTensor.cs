using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>A tensor as a view of a storage; known to lie inside it and to have no more elements than it.</summary>
internal sealed class TorchTensor
{
    private TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides) =>
        (Storage, Offset, Shape, Strides) = (storage, offset, shape, strides);

    internal TorchStorage Storage { get; }

    /// <summary>The first element's place in the storage.</summary>
    internal long Offset { get; }

    internal long[] Shape { get; }

    /// <summary>Elements of the storage from one position to the next, by dimension.</summary>
    internal long[] Strides { get; }

    /// <summary>Makes the view, or null where it would not lie in the storage or repeat its elements.</summary>
    internal static TorchTensor? Of(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > SafetensorsFormat.MaxRank || offset < 0 || offset > storage.Count)
            return null;
        UInt128 count = 1;
        var last = (UInt128)(ulong)offset;
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] < 0 || strides[i] < 0)
                return null;
            count *= (ulong)shape[i];
            last += (UInt128)(ulong)Math.Max(0, shape[i] - 1) * (ulong)strides[i];
            if (count > (ulong)storage.Count && !shape.Contains(0))
                return null;
        }
        return count == 0 || last < (ulong)storage.Count ? new TorchTensor(storage, offset, shape, strides) : null;
    }

    /// <summary>Whether its elements lie in the storage as they do in a file: row-major, without gaps.</summary>
    internal bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return false;
                expected *= Shape[i];
            }
            return true;
        }
    }
}

/// <summary>A tensor's bytes in row-major order, whatever its strides.</summary>
internal sealed class TorchElements(TorchTensor tensor, IDataSource storage)
{
    private readonly int _size = tensor.Storage.DType.Size();

    /// <summary>Fills <paramref name="destination"/>, which begins and ends with a whole element.</summary>
    /// <param name="offset">In bytes from the first element.</param>
    /// <param name="destination">Whole elements.</param>
    internal void Read(long offset, Span<byte> destination)
    {
        if (tensor.IsContiguous)
            storage.Read((tensor.Offset * _size) + offset, destination);
        else
            Gather(offset / _size, destination);
    }

    private void Gather(long first, Span<byte> destination)
    {
        var at = Position(first);
        for (var start = 0; start < destination.Length; start += _size)
        {
            var place = tensor.Offset;
            for (var i = 0; i < at.Length; i++)
                place += at[i] * tensor.Strides[i];
            storage.Read(place * _size, destination.Slice(start, _size));
            Advance(at);
        }
    }

    private long[] Position(long index)
    {
        var at = new long[tensor.Shape.Length];
        for (var i = at.Length - 1; i >= 0; i--)
            (index, at[i]) = Math.DivRem(index, tensor.Shape[i]);
        return at;
    }

    private void Advance(long[] at)
    {
        for (var i = at.Length - 1; i >= 0 && ++at[i] == tensor.Shape[i]; i--)
            at[i] = 0;
    }
}
