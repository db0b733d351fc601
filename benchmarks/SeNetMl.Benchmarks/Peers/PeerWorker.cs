namespace SeNetMl.Benchmarks.Peers;

/// <summary>The peers whose works this program does itself, each in a process of its own.</summary>
internal static class PeerWorker
{
    private static readonly Dictionary<string, Action<TextReader, TextWriter>> s_all = new()
    {
        [Peer.OnnxRuntime.Name] = OnnxRuntimePeer.Serve,
        [Peer.TorchSharpDefault.Name] = (orders, answers) => TorchSharpPeer.Serve(best: false, orders, answers),
        [Peer.TorchSharpBest.Name] = (orders, answers) => TorchSharpPeer.Serve(best: true, orders, answers),
    };

    internal static string[] Names => [.. s_all.Keys];

    /// <summary>Does the works of a peer.</summary>
    internal static void Serve(string name, TextReader orders, TextWriter answers) => s_all[name](orders, answers);
}
