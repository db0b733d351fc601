using System.Diagnostics;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Debian's onnx.checker in a process of Python's (tests/Onnx/check_models.py).</summary>
public sealed class OnnxCheckerTool : OnnxTool
{
    private const string Python = "/usr/bin/python3";

    protected override ProcessStartInfo Start()
    {
        Skip.IfNot(File.Exists(Python), $"{Python} is not there.");
        using var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import onnx"]) { RedirectStandardError = true })!;
        probe.StandardError.ReadToEnd();
        probe.WaitForExit();
        Skip.If(probe.ExitCode != 0, $"{Python} has no onnx (Debian: python3-onnx).");
        return new ProcessStartInfo(Python, ["-B", Script("check_models.py")]);
    }
}
