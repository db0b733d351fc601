using System.Globalization;

namespace SeNetMl.Benchmarks;

/// <summary>The processes of a comparison, each started when it is first asked for and introduced once.</summary>
internal sealed class Workers : IDisposable
{
    private readonly Dictionary<(Peer? Peer, int? Threads), WorkerProcess> _started = [];

    /// <summary>Ours.</summary>
    /// <param name="threads">With how many threads; as the environment says where null.</param>
    internal WorkerProcess Ours(int? threads = null) => Of(null, threads);

    /// <summary>A peer's.</summary>
    internal WorkerProcess Of(Peer peer) => Of(peer, null);

    public void Dispose()
    {
        foreach (var process in _started.Values)
            process.Dispose();
    }

    private WorkerProcess Of(Peer? peer, int? threads)
    {
        if (_started.TryGetValue((peer, threads), out var known))
            return known;
        var process = _started[(peer, threads)] = peer is null
            ? WorkerProcess.Ours(threads?.ToString(CultureInfo.InvariantCulture))
            : WorkerProcess.Of(peer);
        Console.WriteLine(
            $"{peer?.ToString() ?? "ours"}: {process.Introduction}, {(process.Tunables is { } set ? $"malloc {set}" : "malloc as it is")}");
        return process;
    }
}
