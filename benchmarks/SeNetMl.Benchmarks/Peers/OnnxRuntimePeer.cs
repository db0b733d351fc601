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
    private readonly int _threads;
    private readonly Dictionary<SeResNetVariant, InferenceSession> _sessions = [];
    private readonly RunOptions _run = new();

    internal OnnxRuntimePeer(int threads) => _threads = threads;

    private InferenceSession SessionOf(SeResNetVariant variant)
    {
        if (_sessions.TryGetValue(variant, out var session))
            return session;
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = _threads,
        };
        return _sessions[variant] = new InferenceSession(Exported(variant), options);
    }

    internal static void Serve(TextReader orders, TextWriter answers)
    {
        using var peer = new OnnxRuntimePeer(Worker.Threads);
        Worker.Serve(
            $"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, float32, {Worker.Threads} threads", peer.Prepare, orders, answers);
    }

    internal Action Prepare(string name) => name switch
    {
        "se50_float32_b1" => Score(SeResNetVariant.SeResNet50, 1),
        "se50_float32_b8" => Score(SeResNetVariant.SeResNet50, 8),
        "se50_float32_b32" => Score(SeResNetVariant.SeResNet50, 32),
        _ when InferenceWorks.Parse(name) is var (variant, _, batch) => Score(variant, batch),
        _ => throw new ArgumentException($"Expected a work that is listed in {nameof(OnnxRuntimePeer)}, got '{name}'.", nameof(name)),
    };

    /// <summary>Scores pixels (N, 3, 224, 224).</summary>
    /// <returns>(N, 1000).</returns>
    internal float[] Score(OrtValue pixels, SeResNetVariant variant = SeResNetVariant.SeResNet50)
    {
        var session = SessionOf(variant);
        using var scores = session.Run(_run, session.InputNames, [pixels], session.OutputNames);
        return scores[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _run.Dispose();
        foreach (var session in _sessions.Values)
            session.Dispose();
    }

    private Action Score(SeResNetVariant variant, int batch)
    {
        long[] shape = [batch, RgbView.Channels, InferenceWorks.Side, InferenceWorks.Side];
        var random = new Seeds(1).Stream("pictures");
        float[] numbers =
            [.. Enumerable.Range(0, (int)shape.Aggregate((product, length) => product * length)).Select(_ => (float)random.NextInt32(256))];
        var pixels = OrtValue.CreateTensorValueFromMemory(numbers, shape);
        return () => Score(pixels, variant);
    }

    private static byte[] Exported(SeResNetVariant variant)
    {
        var (_, model) = ScoringWorks.Model(variant, InferenceWorks.Side, classes: 1000);
        using (model)
        using (var file = new MemoryStream())
        {
            model.SaveAsOnnx(file);
            return file.ToArray();
        }
    }
}
