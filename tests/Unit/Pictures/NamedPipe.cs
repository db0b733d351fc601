using System.Diagnostics;

namespace Microsoft.ML.SeNet.Tests.Pictures;

/// <summary>Named pipes, which nobody writes to: who opens one to read waits forever.</summary>
internal static class NamedPipe
{
    /// <summary>Makes one, or skips the test where there are none.</summary>
    internal static string Make(string path)
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs mkfifo.");
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return path;
    }

    /// <summary>What a call gives or throws; the test fails where it waits.</summary>
    internal static async Task<T> WithoutWaiting<T>(Func<T> call) => await Task.Run(call).WaitAsync(TimeSpan.FromSeconds(30));
}
