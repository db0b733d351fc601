using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>
/// Writes safetensors files. Equal tensors, names and metadata give equal bytes. Tensors are written row-major in the order of their
/// logical
/// dimensions, whatever their memory layout and device.
/// </summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes a file: to a temporary name, then renamed over <paramref name="path"/> (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <param name="tensors">Names and tensors, listed in the header in this order; they stay the caller's.</param>
    /// <param name="metadata">The file's <c>__metadata__</c>, in its order; null for none.</param>
    /// <exception cref="ArgumentException">
    /// A name is reserved, comes twice or is no Unicode text, or a tensor has a type that the format lacks.
    /// </exception>
    internal static void Write(
        string path, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <param name="stream">Writable; need not seek.</param>
    /// <param name="tensors">Names and tensors, listed in the header in this order; they stay the caller's.</param>
    /// <param name="metadata">The file's <c>__metadata__</c>, in its order; null for none.</param>
    /// <exception cref="ArgumentException">
    /// A name is reserved, comes twice or is no Unicode text, or a tensor has a type that the format lacks.
    /// </exception>
    internal static void Write(
        Stream stream, IEnumerable<(string Name, Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var all = tensors.ToList();
        var entries = SafetensorsHeaderWriter.Layout(
            [.. all.Select(item => (item.Name, DType(item.Name, item.Tensor), item.Tensor.shape))]);
        stream.Write(SafetensorsHeaderWriter.Write(entries, metadata ?? new Dictionary<string, string>()));
        // The layout's order of data, not that of the header.
        foreach (var index in Enumerable.Range(0, all.Count).OrderBy(index => entries[index].Begin).ThenBy(index => entries[index].End))
            TensorBytes.Write(all[index].Tensor, all[index].Tensor.dtype, stream);
    }

    private static SafetensorsDType DType(string name, Tensor tensor) => tensor.dtype.ToSafetensors()
        ?? throw new ArgumentException(
            $"Cannot write tensor '{name}': expected one of {SafetensorsDTypes.Names}, got {tensor.dtype}. Convert the tensor first.",
            nameof(tensor));
}
