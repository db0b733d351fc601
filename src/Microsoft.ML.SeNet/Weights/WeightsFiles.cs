using Microsoft.ML.SeNet.Weights.Onnx;
using Microsoft.ML.SeNet.Weights.Safetensors;
using Microsoft.ML.SeNet.Weights.Torch;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>Opens files of weights of every kind that can be read, told apart by how they begin, whatever they are called.</summary>
internal static class WeightsFiles
{
    private const int MostBeginningBytes = 16;

    /// <summary>Opens a file; the caller disposes it.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a kind that is not read.</exception>
    internal static ITensorSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            Span<byte> beginning = stackalloc byte[MostBeginningBytes];
            beginning = beginning[..stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false)];
            if (beginning.StartsWith(TorchZipFile.Beginning))
                return TorchZipFile.Open(stream, path);
            if (beginning.StartsWith(TorchLegacyFile.Beginning))
                return TorchLegacyFile.Open(stream, path);
            if (beginning.Length > SafetensorsFormat.LengthBytes && beginning[SafetensorsFormat.LengthBytes] == (byte)'{')
                return Safetensors(stream, path);
            if (OnnxContent.IsBeginning(beginning))
                return Onnx(OnnxContent.Read(stream, path));
            throw new InvalidDataException(
                $"Cannot tell what '{path}' is: expected safetensors, a PyTorch checkpoint of the zip or the legacy format, or ONNX, "
                + $"got a file that begins with {(beginning.IsEmpty ? "nothing" : Convert.ToHexString(beginning))}. "
                + "Save the weights in one of these formats, or fetch the file again.");
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>What a file says of itself; nothing where its kind has no place for that.</summary>
    internal static IReadOnlyDictionary<string, string> MetadataOf(ITensorSource source) => source switch
    {
        SafetensorsFile file => file.Metadata,
        OnnxTensors onnx => onnx.Content.Metadata,
        _ => new Dictionary<string, string>(),
    };

    private static OnnxTensors Onnx(OnnxContent content) => content.Metadata.TryGetValue(NetworkWeights.OptionsKey, out var options)
        ? OnnxOwnWeights.Of(content, NetworkWeights.OptionsOf(options, content.Name))
        : ImageNetWeights.IsPackageFile(content) ? ImageNetWeights.Tensors(content)
        : new OnnxResNetReader(content).Read();

    private static SafetensorsFile Safetensors(FileStream stream, string path)
    {
        stream.Dispose();
        return SafetensorsFile.Open(path);
    }
}
