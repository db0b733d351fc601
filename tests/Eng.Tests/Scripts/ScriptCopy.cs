namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>
/// A copy of the scripts in a folder of its own, on a made-up machine: programs of the test's choice stand
/// before the real ones on the PATH.
/// </summary>
public sealed class ScriptCopy : IDisposable
{
    private static readonly string[] Copied = ["test.sh", "sample.sh", "eng/setup.sh", "eng/sum-results.sh"];

    // What the scripts use of a Debian base system. Anything else exists only where a test says so.
    private static readonly string[] BaseSystem =
        ["awk", "bash", "cat", "cut", "dirname", "env", "grep", "mkdir", "mktemp", "paste", "rm", "sed", "sort", "tail", "tee"];

    /// <summary>Copies the scripts; the machine has the base system, an SDK, and no root.</summary>
    /// <param name="under">The name of the folder that the copy is in.</param>
    public ScriptCopy(string under = "")
    {
        Files = new TemporaryDirectory(under);
        foreach (string file in Copied)
        {
            Files.Write(file, "");
            File.Copy(Path.Combine(RepositoryRoot.Folder, file), Files[file], overwrite: true);
        }
        Directory.CreateDirectory(Files["bin"]);
        foreach (string tool in BaseSystem)
            File.CreateSymbolicLink(Files["bin/" + tool], Find(tool));
        Program("id", "echo 1000");
        Program("sudo", "exit 1");
        Program("apt-get", "echo apt-get \"$@\" >> \"$LOG\"");
        Program("dotnet", "echo '10.0.100 [/usr/share/dotnet/sdk]'");
    }

    /// <summary>The folder of the copy.</summary>
    internal TemporaryDirectory Files { get; }

    /// <summary>The calls that the made-up programs wrote to <c>$LOG</c>.</summary>
    internal string[] Calls => File.Exists(Files["calls"]) ? File.ReadAllLines(Files["calls"]) : [];

    /// <inheritdoc/>
    public void Dispose() => Files.Dispose();

    /// <summary>Puts a program on the machine.</summary>
    internal void Program(string name, string script)
    {
        string path = Files.Write("bin/" + name, "#!/bin/bash\n" + script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Takes a program off the machine.</summary>
    internal void Without(string name) => File.Delete(Files["bin/" + name]);

    /// <summary>Runs a line of bash after <c>eng/setup.sh</c> has been taken in.</summary>
    internal (int Code, string Output) Setup(string line, params (string Name, string? Value)[] environment) =>
        Bash(["-c", $"set -euo pipefail; source '{Files["eng/setup.sh"]}'; {line}"], environment);

    /// <summary>Runs <c>test.sh</c> from another folder.</summary>
    internal (int Code, string Output) Test(string[] arguments, params (string Name, string? Value)[] environment) =>
        Bash([Files["test.sh"], .. arguments], environment);

    /// <summary>Runs <c>sample.sh</c> from another folder.</summary>
    internal (int Code, string Output) Sample(string[] arguments, params (string Name, string? Value)[] environment) =>
        Bash([Files["sample.sh"], .. arguments], environment);

    private (int Code, string Output) Bash(IEnumerable<string> arguments, (string Name, string? Value)[] environment) =>
        Shell.Run("/bin/bash", arguments, Path.GetTempPath(), [("PATH", Files["bin"]), ("LOG", Files["calls"]), .. environment]);

    private static string Find(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{tool}: expected on the PATH, got none.");
}
