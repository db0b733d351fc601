using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

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

    /// <summary>
    /// Overwrites any tensor with numbers that come as bytes. Needs no second copy where type, device and layout are those of the bytes.
    /// </summary>
    /// <param name="destination">Of any type, device and layout.</param>
    /// <param name="type">The type of the numbers.</param>
    /// <param name="fill">Fills a part, row-major.</param>
    internal static void Fill(Tensor destination, SafetensorsDType type, ChunkAction fill)
    {
        if (destination.device_type == DeviceType.CPU && destination.dtype == type.ToScalarType() && destination.is_contiguous())
        {
            ForEachChunk(destination, fill);
            return;
        }
        using var grad = no_grad();
        using var read = empty(destination.shape, dtype: type.ToScalarType(), device: CPU);
        ForEachChunk(read, fill);
        destination.copy_(read);
    }

    /// <summary>Writes any tensor row-major in the order of its logical dimensions, as numbers of a type.</summary>
    /// <param name="tensor">Of any type, device and layout.</param>
    /// <param name="type">The type of the numbers.</param>
    /// <param name="stream">Gets the bytes.</param>
    internal static void Write(Tensor tensor, ScalarType type, Stream stream)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        ForEachChunk(tensor.cpu().to_type(type).contiguous(), (_, bytes) => stream.Write(bytes));
    }
}
