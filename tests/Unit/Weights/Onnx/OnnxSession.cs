using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SeNet.Weights.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>ONNX Runtime, in this process.</summary>
internal static class OnnxSession
{
    /// <summary>Runs a model file on pixels (N, 3, H, W) → (N, K).</summary>
    internal static Tensor Run(string path, Tensor pixels)
    {
        using var options = Strict();
        using var session = new InferenceSession(path, options);
        using var input = OrtValue.CreateTensorValueFromMemory(pixels.data<float>().ToArray(), pixels.shape);
        using var run = new RunOptions();
        using var results = session.Run(run, session.InputNames, [input], session.OutputNames);
        var scores = results.Single();
        return tensor(scores.GetTensorDataAsSpan<float>().ToArray(), scores.GetTensorTypeAndShape().Shape);
    }

    /// <summary>
    /// Opens a model as strictly as ONNX Runtime can, with all optimizations: each node is one of its opset with the attributes and types
    /// that it has there, and what shapes are inferred must be those that are declared. Each value is asked for its shape, too.
    /// </summary>
    /// <param name="model">The bytes of its file.</param>
    /// <returns>The opset, and how many outputs there are.</returns>
    /// <exception cref="OnnxRuntimeException">The model is not valid.</exception>
    internal static string Check(byte[] model)
    {
        using var options = Strict();
        using var session = new InferenceSession(model, options);
        var file = new OnnxFile(model);
        AssertShapesAreKnown(WithOutputs(model, file.Nodes.Select(node => node.Output).Except(session.OutputNames)), file.Nodes.Length);
        return $"opset {file.Opsets.Single()}, {session.OutputNames.Count} output";
    }

    private static void AssertShapesAreKnown(byte[] model, int values)
    {
        using var options = Strict();
        using var session = new InferenceSession(model, options);
        Assert.Equal(values, session.OutputNames.Count);
        // Pictures of any size have maps of any size.
        var isFree = session.InputMetadata.Values.Single().Dimensions[^1] < 0;
        Assert.Equal([], session.OutputMetadata.Where(value => !IsKnown(value.Value.Dimensions, isFree))
            .Select(value => $"{value.Key}: {string.Join(", ", value.Value.Dimensions)}"));
    }

    /// <summary>(N, C, H, W) or (N, K), of which N is free.</summary>
    private static bool IsKnown(int[] shape, bool isFree) =>
        shape is [_, > 0, var height, var width] ? isFree || (height > 0 && width > 0) : shape is [_, > 0];

    /// <summary>The model with more outputs: protobuf joins messages of one field, so what is added is one more graph that
    /// has these outputs alone.</summary>
    private static byte[] WithOutputs(byte[] model, IEnumerable<string> names)
    {
        var outputs = names.Aggregate(
            new OnnxMessage(), (graph, name) => graph.Add(OnnxFields.Graph.Output, new OnnxMessage().Add(OnnxFields.Value.Name, name)));
        return [.. model, .. new OnnxMessage().Add(OnnxFields.Model.Graph, outputs).ToArray()];
    }

    private static SessionOptions Strict()
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL
        };
        options.AddSessionConfigEntry("session.strict_shape_type_inference", "1");
        return options;
    }
}
