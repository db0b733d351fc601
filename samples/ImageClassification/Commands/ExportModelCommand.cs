using System.CommandLine;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>export</c>: a model for programs without ML.NET.</summary>
internal static class ExportModelCommand
{
    private const string Onnx = ".onnx";
    private const string TorchSharp = ".dat";

    internal static Command Create(Terminal terminal)
    {
        var model =
            new Argument<FileInfo>("MODEL") { Description = "A model.zip that train has written, or a file of weights (see import)." };
        var output = new Option<FileInfo>("--output")
        {
            Description = $"What to write: {Onnx} (ONNX Runtime, ML.NET's ApplyOnnxModel), "
                + $"{WeightsFile.Safetensors} (Python, under timm's names), or {TorchSharp} (TorchSharp's Module.load).",
            HelpName = "FILE",
            Required = true,
        };
        var opset = new Option<int>("--opset") { Description = "The version of ONNX's operators: 13 for older runtimes, or 17.",
            HelpName = "N", DefaultValueFactory = _ => new OnnxExportOptions().Opset };
        var logits = new Option<bool>("--logits") { Description = "Let an ONNX model put out logits instead of probabilities." };
        var command = new Command(
            "export", "Write a model for other programs: ONNX, safetensors or TorchSharp's own format, by the extension of the output.")
            { model, output, opset, logits };
        command.SetAction(result =>
        {
            var onnx = new OnnxExportOptions { Opset = result.GetValue(opset), Softmax = !result.GetValue(logits) };
            Run(terminal, result.IsVerbose(), result.GetRequiredValue(model), result.GetRequiredValue(output), onnx);
            return 0;
        });
        return command;
    }

    private static void Run(Terminal terminal, bool isVerbose, FileInfo model, FileInfo output, OnnxExportOptions onnx)
    {
        WeightsFile.Checked(output, Onnx, WeightsFile.Safetensors, TorchSharp);
        using var source = InitialWeights.Open(Models.Context(terminal, seed: null, isVerbose), model.FullName)!;
        terminal.Facts([("network", source.Weights.Network.Name), ("written", $"{output}, {Write(source.Weights, output, onnx)}")]);
    }

    /// <summary>Writes the file.</summary>
    /// <returns>What it is.</returns>
    private static string Write(SeNetWeights weights, FileInfo output, OnnxExportOptions onnx)
    {
        switch (output.Extension.ToLowerInvariant())
        {
            case Onnx:
                weights.SaveAsOnnx(output.FullName, onnx);
                var side = weights.Evaluation is { } evaluation ? $"{evaluation.ImageSize}" : "any";
                return $"ONNX, opset {onnx.Opset}: {onnx.InputName} (N, 3, {side}, {side}), red, green, blue, 0 to 255; "
                    + $"{onnx.OutputName} (N, {weights.Network.Classes}), {(onnx.Softmax ? "probabilities" : "logits")}";
            case TorchSharp:
                weights.SaveAsTorchSharp(output.FullName);
                return "TorchSharp's own format";
            default:
                weights.Save(output.FullName);
                return "safetensors under timm's names";
        }
    }
}
