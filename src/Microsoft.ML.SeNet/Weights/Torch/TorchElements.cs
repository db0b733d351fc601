using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

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
