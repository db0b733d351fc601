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
