using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>ONNX Runtime in a process of Node's (tests/Onnx/run_models.js).</summary>
public sealed class OnnxRuntimeTool : OnnxTool
{
    private const string Variable = "ONNXRUNTIME_NODE";

    protected override ProcessStartInfo Start()
    {
        var folder = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(Root, "artifacts", "onnxruntime");
        Skip.IfNot(Directory.Exists(Path.Combine(folder, "node_modules", "onnxruntime-node")), $"{folder} has no onnxruntime-node: run tests/Onnx/install.sh, or set {Variable}.");
        var node = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(part => Path.Combine(part, "node")).FirstOrDefault(File.Exists);
        Skip.If(node is null, "node is not on the PATH.");
        return new ProcessStartInfo(node!, [Script("run_models.js")]) { Environment = { [Variable] = folder } };
    }

    /// <summary>Runs a model file on pixels (N, 3, H, W) → (N, K).</summary>
    internal Tensor Run(string model, Tensor pixels)
    {
        var (input, output) = (model + ".input", model + ".output");
        File.WriteAllBytes(input, pixels.contiguous().bytes.ToArray());

        var answer = Ask(JsonSerializer.Serialize(new { model, input, pixels.shape, output }));

        Assert.Matches("^[0-9]+ [0-9]+$", answer);
        return tensor(MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray(), [.. answer.Split(' ').Select(long.Parse)]);
    }
}
