using System.Diagnostics;

// a program just written cannot be started while another test starts one: "text file busy"
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace SeNetMl.Eng.Tests;

/// <summary>Runs a program and takes down what it prints.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10); // far more than anything takes on a busy machine

    /// <summary>Runs <paramref name="file"/> to its end.</summary>
    /// <returns>Its exit code and, trimmed, what it wrote to both streams: standard output first.</returns>
    public static (int Code, string Output) Run(
        string file, IEnumerable<string> arguments, string directory, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(file, arguments)
            { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{file}: expected an end within {Limit}.");
        }
        return (process.ExitCode, (output.Result + errors.Result).Trim());
    }

    /// <summary>Runs <c>dotnet</c>, speaking English.</summary>
    public static (int Code, string Output) Dotnet(string directory, params string[] arguments) =>
        Run("dotnet", arguments, directory, ("DOTNET_CLI_UI_LANGUAGE", "en"));
}
