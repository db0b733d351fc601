using System.Diagnostics;

namespace SeNetMl.Benchmarks;

/// <summary>Who ours is compared with: a process of its own that does works of the same names.</summary>
/// <param name="Name">What it is called, here and on the command line.</param>
/// <param name="Script">The script of benchmarks/peers that Python runs; null where this program does the peer's works itself
/// (its command <c>peer</c>).</param>
/// <param name="KeepsBlocks">Whether its malloc keeps big blocks, as an expert would set it, or is as users run it.</param>
internal sealed record Peer(string Name, string? Script = null, bool KeepsBlocks = true)
{
    internal static readonly Peer OnnxRuntime = new("onnxruntime");
    internal static readonly Peer TorchSharpDefault = new("torchsharp_default", KeepsBlocks: false);
    internal static readonly Peer TorchSharpBest = new("torchsharp_best");
    internal static readonly Peer Torchvision = new("torchvision", "torchvision_images.py");
    internal static readonly Peer Training = new("pytorch", "pytorch_training.py");

    /// <summary>The Python that has the libraries of the scripts: Debian's, unless PYTHON names another.</summary>
    internal static string Python => Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3";

    public override string ToString() => Name;

    /// <summary>How its process is started.</summary>
    internal ProcessStartInfo Start() => Script is null ? Program("peer", Name) : new ProcessStartInfo(Python, [PathOf(Script), "--serve"]);

    /// <summary>This program, as a process of its own.</summary>
    internal static ProcessStartInfo Program(params string[] arguments) =>
        new(Path.ChangeExtension(typeof(Peer).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null), arguments);

    /// <summary>Where a script is.</summary>
    internal static string PathOf(string script) => Path.Combine(WorkerProcess.Root(), "benchmarks", "peers", script);
}
