namespace SeNetMl.Benchmarks;

/// <summary>Who ours is compared with: a script of benchmarks/peers.</summary>
/// <param name="Script">The script.</param>
/// <param name="KeepsBlocks">Whether its malloc keeps big blocks, as an expert would set it, or is as users run it.</param>
internal sealed record Peer(string Script, bool KeepsBlocks = true)
{
    internal static readonly Peer PyTorch = new("pytorch_network.py");
    internal static readonly Peer PyTorchAsRun = new("pytorch_network.py", KeepsBlocks: false);
    internal static readonly Peer OnnxRuntime = new("onnxruntime_network.mjs");
    internal static readonly Peer Torchvision = new("torchvision_images.py");
    internal static readonly Peer Training = new("pytorch_training.py");

    public override string ToString() => Script[..Script.IndexOf('_', StringComparison.Ordinal)];
}
