using System.Diagnostics;
using System.Globalization;

namespace SeNetMl.Benchmarks;

/// <summary>A process that does named work on demand: ours or a peer's.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Introduction = Read();
    }

    /// <summary>Who it is: library, versions, threads.</summary>
    internal string Introduction { get; }

    internal static WorkerProcess Ours() => new(Environment.ProcessPath!, "work");

    /// <summary>Starts a peer's script with the Python that has its libraries; PYTHON names another.</summary>
    internal static WorkerProcess Peer(string script) =>
        new(Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3", Path.Combine(Root(), "benchmarks", "peers", script), "--serve");

    /// <summary>The repository's root.</summary>
    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "benchmarks", "peers")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException($"Expected benchmarks/peers above {AppContext.BaseDirectory}, found none.");
    }

    /// <summary>Seconds that one repetition of a work took, on average over <paramref name="count"/>.</summary>
    internal double Seconds(string work, int count)
    {
        _process.StandardInput.WriteLine($"{work} {count}");
        _process.StandardInput.Flush();
        return double.Parse(Read(), CultureInfo.InvariantCulture) / count;
    }

    private string Read() => _process.StandardOutput.ReadLine()
        ?? throw new InvalidOperationException($"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' stopped with exit code {ExitCode()}; what it said is above.");

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
