using System.Diagnostics;
using System.Globalization;

namespace SeNetMl.Benchmarks;

/// <summary>A process that does named work on demand: ours or a peer's.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string Malloc = "GLIBC_TUNABLES";

    /// <summary>glibc's malloc, set to keep big blocks and to put them on huge pages.</summary>
    private const string KeepsBlocks =
        "glibc.malloc.hugetlb=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=68719476736:glibc.malloc.top_pad=67108864";

    private readonly Process _process;

    private WorkerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        Tunables = start.Environment.TryGetValue(Malloc, out var set) ? set : null;
        _process = Process.Start(start)!;
        Introduction = Read();
    }

    /// <summary>Who it is: library, versions, threads.</summary>
    internal string Introduction { get; }

    /// <summary>How its malloc is set; null for glibc's own settings.</summary>
    internal string? Tunables { get; }

    /// <summary>Starts ours, in the environment of a user who has set nothing, but for the threads.</summary>
    /// <param name="threads">How many; as the environment says where null.</param>
    internal static WorkerProcess Ours(string? threads = null)
    {
        var start = Peer.Program("work");
        if (threads is not null)
            start.Environment["OMP_NUM_THREADS"] = threads;
        return new(start);
    }

    /// <summary>Starts a peer.</summary>
    internal static WorkerProcess Of(Peer peer)
    {
        var start = peer.Start();
        if (!peer.KeepsBlocks)
            start.Environment.Remove(Malloc);
        else if (!start.Environment.ContainsKey(Malloc))
            start.Environment[Malloc] = KeepsBlocks;
        return new(start);
    }

    /// <summary>The most memory that it has had so far, in bytes.</summary>
    internal long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The repository's root.</summary>
    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "benchmarks", "peers")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"Expected benchmarks/peers above {AppContext.BaseDirectory}, found none.");
    }

    /// <summary>Warms a work up and finds how many repetitions fill a turn.</summary>
    internal int Repetitions(string work, double seconds)
    {
        Seconds(work, 1);
        var once = Seconds(work, 1);
        if (once < seconds / 1000)
            once = Seconds(work, 1000);
        return Math.Max(1, (int)Math.Round(seconds / once));
    }

    /// <summary>Seconds that one repetition of a work took, on average over <paramref name="count"/>.</summary>
    internal double Seconds(string work, int count)
    {
        _process.StandardInput.WriteLine($"{work} {count}");
        _process.StandardInput.Flush();
        return double.Parse(Read(), CultureInfo.InvariantCulture) / count;
    }

    private string Read() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException(
            $"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' stopped with exit code {ExitCode()}; "
            + "what it said is above.");

    private int ExitCode()
    {
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
