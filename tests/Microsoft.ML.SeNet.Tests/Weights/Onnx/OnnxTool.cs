using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>A program that answers each line with a line, started when it is first asked.</summary>
public abstract class OnnxTool : IDisposable
{
    private Process? _process;

    /// <summary>The repository's root.</summary>
    internal static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "SeNetMl.sln")))
                folder = folder.Parent!;
            return folder.FullName;
        }
    }

    /// <summary>A file of tests/Onnx.</summary>
    protected static string Script(string name) => Path.Combine(Root, "tests", "Onnx", name);

    /// <summary>How to start the program; skips the test where that cannot be.</summary>
    protected abstract ProcessStartInfo Start();

    /// <summary>Starts the program, or skips the test: to be called first where a skip later would be taken for a failure, as inside a property.</summary>
    [MemberNotNull(nameof(_process))]
    internal void Demand() => _process ??= Started();

    internal string Ask(string line)
    {
        Demand();
        _process.StandardInput.WriteLine(line);
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The program ended.");
    }

    private Process Started()
    {
        var start = Start();
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        return Process.Start(start)!;
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_process is null)
            return;
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
