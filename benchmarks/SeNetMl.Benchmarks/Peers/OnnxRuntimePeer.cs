using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace SeNetMl.Benchmarks.Peers;

/// <summary>
/// ONNX Runtime on the file that our SE-ResNet-50 exports (batch normalization folded), float32, all graph optimizations: from pixels of 0
/// to 255 to probabilities, as ours.
/// </summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    internal OnnxRuntimePeer(int threads)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
        };
        _session = new InferenceSession(Exported(), options);
    }

    internal static void Serve(TextReader orders, TextWriter answers)
    {
        using var peer = new OnnxRuntimePeer(Worker.Threads);
        Worker.Serve(
            $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, float32, {Worker.Threads} threads", peer.Prepare, orders, answers);
    }

    internal Action Prepare(string name) => name switch
    {
        "se50_float32_b1" => Score(1),
        "se50_float32_b8" => Score(8),
        "se50_float32_b32" => Score(32),
        _ => throw new ArgumentException($"Expected a work that is listed in {nameof(OnnxRuntimePeer)}, got '{name}'.", nameof(name)),
    };

    /// <summary>Scores pixels (N, 3, 224, 224).</summary>
    /// <returns>(N, 1000).</returns>
    internal float[] Score(OrtValue pixels)
    {
        using var scores = _session.Run(_run, _session.InputNames, [pixels], _session.OutputNames);
        return scores[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private Action Score(int batch)
    {
        long[] shape = [batch, RgbView.Channels, InferenceWorks.Side, InferenceWorks.Side];
        var random = new Seeds(1).Stream("pictures");
        float[] numbers =
            [.. Enumerable.Range(0, (int)shape.Aggregate((product, length) => product * length)).Select(_ => (float)random.NextInt32(256))];
        var pixels = OrtValue.CreateTensorValueFromMemory(numbers, shape);
        return () => Score(pixels);
    }

    private static byte[] Exported()
    {
        var (_, model) = ScoringWorks.Model(SeResNetVariant.SeResNet50, InferenceWorks.Side, classes: 1000);
        using (model)
        using (var file = new MemoryStream())
        {
            model.SaveAsOnnx(file);
            return file.ToArray();
        }
    }
}
