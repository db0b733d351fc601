using System.Globalization;
using Fields = Microsoft.ML.SeNet.Weights.Onnx.OnnxFields.Model;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>An ONNX file: what it is, its graph, and behind that the graph's constants one by one, none of which is copied.</summary>
internal static class OnnxModel
{
    // Protobuf counts a message's bytes in 32 bits with a sign.
    private const long MostBytes = int.MaxValue;

    // The newest version of the file format that runtimes which know the operators know too: those of ONNX 1.8 and 1.12.
    private static readonly Dictionary<int, int> s_irVersions = new() { [13] = 7, [17] = 8 };

    /// <summary>Writes the file.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="graph">Whose constants still live.</param>
    /// <param name="opset">13 or 17.</param>
    /// <param name="metadata">Keys and values, in this order.</param>
    /// <param name="stream">Writable; stays open.</param>
    /// <exception cref="NotSupportedException">It would have more bytes than the format allows.</exception>
    internal static void Write(string name, OnnxGraph graph, int opset, IEnumerable<KeyValuePair<string, string>> metadata, Stream stream)
    {
        var nodes = graph.Message.ToArray();
        var graphLength = nodes.Length + graph.Constants.Sum(constant => constant.Length);
        var beginning = Beginning(opset, metadata).AddBeginning(Fields.Graph, graphLength).ToArray();
        if (beginning.Length + graphLength > MostBytes)
            throw new NotSupportedException(string.Create(
                CultureInfo.InvariantCulture,
                $"Cannot write {name} as ONNX: expected at most {MostBytes:N0} bytes, as protobuf allows, "
                + $"got {beginning.Length + graphLength:N0}. Save the weights as safetensors, or train a smaller network."));
        stream.Write(beginning);
        stream.Write(nodes);
        foreach (var constant in graph.Constants)
            constant.Write(stream);
    }

    private static OnnxMessage Beginning(int opset, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var assembly = typeof(OnnxModel).Assembly.GetName();
        var model = new OnnxMessage()
            .Add(Fields.IrVersion, s_irVersions[opset])
            .Add(Fields.ProducerName, assembly.Name!).Add(Fields.ProducerVersion, assembly.Version!.ToString(3))
            .Add(Fields.OpsetImport, new OnnxMessage().Add(OnnxFields.Opset.Version, opset));
        return metadata.Aggregate(model, (message, entry) => message.Add(
            Fields.Metadata, new OnnxMessage().Add(OnnxFields.Metadata.Key, entry.Key).Add(OnnxFields.Metadata.Value, entry.Value)));
    }
}
