using System.Diagnostics;

namespace SeNetMl.Compat.Tests.Native;

/// <summary>A shim that cannot be loaded: one exception whose one message says what to install, at every call.</summary>
public sealed class LoadFailureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("load-failure").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Shim_Missing_IsSaid()
    {
        var path = Path.Combine(_folder, "libnowhere.so");
        AssertFailure(path, "there is no such file");
    }

    [SkippableFact]
    public void Shim_ThatIsNoLibrary_IsSaid()
    {
        var path = Path.Combine(_folder, "libtext.so");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("This is no library. ", 100)));
        AssertFailure(path, $"{path}: invalid ELF header");
    }

    [SkippableFact]
    public void Shim_WhoseLibraryIsMissing_NamesIt()
    {
        Compile("int nothing;", "libgone.so");
        Compile("int something;", "libshim.so", "-Wl,--no-as-needed", "-L" + _folder, "-lgone");
        File.Delete(Path.Combine(_folder, "libgone.so"));
        AssertFailure(Path.Combine(_folder, "libshim.so"), "libgone.so: cannot open shared object file: No such file or directory");
    }

    [SkippableFact]
    public void Shim_OfOtherSources_LacksTheEntryPoint()
    {
        Compile("int something;", "libshim.so");
        var lines = RunChild(Path.Combine(_folder, "libshim.so"));
        Assert.Equal(2, lines.Count(line => line.StartsWith("System.EntryPointNotFoundException: ", StringComparison.Ordinal)));
    }

    private static void AssertFailure(string path, string reason)
    {
        var expected =
            $"System.DllNotFoundException: libtorch could not be loaded. Expected the native shim at '{path}' and a libtorch (1.13 or newer) "
            + $"that it finds, got: {reason}. Install libtorch and build the shim: 'apt-get install libtorch-dev libopenblas0-openmp cmake g++ make', "
            + "then './test.sh' (or 'eng/build-native.sh'; TORCH_DIR names a libtorch of your own).";
        Assert.Equal([expected, expected], RunChild(path));
    }

    private static string[] RunChild(string shim)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The loader's messages are those of Linux.");
        var here = AppContext.BaseDirectory;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = here };
        foreach (var argument in new[] { "exec", "--runtimeconfig", "SeNetMl.Compat.Tests.runtimeconfig.json", "SeNetMl.LoadFailure.dll" })
            start.ArgumentList.Add(argument);
        start.Environment["SENETML_TORCH_SHIM"] = shim;
        return Run(start);
    }

    private void Compile(string source, string library, params string[] options)
    {
        var compiler = new[] { "cc", "g++" }.FirstOrDefault(name => File.Exists("/usr/bin/" + name));
        Skip.If(compiler is null, "There is no C compiler.");
        var file = Path.Combine(_folder, "source.c");
        File.WriteAllText(file, source);
        var start = new ProcessStartInfo(compiler) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-shared", "-fPIC", "-o", Path.Combine(_folder, library), file, .. options])
            start.ArgumentList.Add(argument);
        Run(start);
    }

    private static string[] Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
