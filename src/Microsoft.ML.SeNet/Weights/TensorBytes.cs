using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>The memory of a contiguous CPU tensor as bytes.</summary>
internal static class TensorBytes
{
    // A span counts in 32 bits, so a large tensor is shown in parts.
    private const long ChunkBytes = 1L << 28;

    /// <summary>Receives a part of the memory.</summary>
    /// <param name="offset">Where it begins, in bytes from the tensor's first.</param>
    /// <param name="bytes">The memory itself, valid during the call.</param>
    internal delegate void ChunkAction(long offset, Span<byte> bytes);

    /// <summary>Shows the memory part by part, in order; not at all for a tensor without elements.</summary>
    /// <param name="tensor">Contiguous and on the CPU.</param>
    /// <param name="action">May read and write.</param>
    /// <param name="chunkBytes">The most bytes a part has; a multiple of 8.</param>
    internal static void ForEachChunk(Tensor tensor, ChunkAction action, long chunkBytes = ChunkBytes)
    {
        var count = tensor.NumberOfElements;
        var size = tensor.ElementSize;
        if (count == 0)
            return;
        if (count * size <= chunkBytes)
        {
            action(0, tensor.bytes);
            GC.KeepAlive(tensor);
            return;
        }
        using var grad = no_grad();
        using var flat = tensor.view(-1);
        for (var start = 0L; start < count; start += chunkBytes / size)
        {
            using var part = flat.narrow(0, start, Math.Min(chunkBytes / size, count - start));
            action(start * size, part.bytes);
        }
    }
}
