using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using TorchSharp.Native;

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
    public void Shim_WithoutTheEntryPoint_SaysToBuildIt()
    {
        Compile("int something;", "libshim.so");
        AssertStale("no such functions");
    }

    [SkippableTheory]
    [InlineData("*value = 24; *facts = 48;", "24 and 48")]
    [InlineData("*value = 16; *facts = 56;", "16 and 56")]
    [InlineData("*value = 16;", "16 and 0")] // the version before this one reported one size
    public void Shim_OfOtherSizes_SaysToBuildIt(string sizes, string got)
    {
        Compile($$"""
            char* shim_version(char** text, int* value, int* facts) { *text = 0; {{sizes}} return 0; }
            void shim_free(void* text) {}
            """, "libshim.so", "-x", "c");
        AssertStale(got);
    }

    [SkippableFact]
    public void Shim_WhoseLibraryLacksAFunction_IsSaidAtLoad()
    {
        Compile("void torch_function() {}", "libgone.so", "-x", "c");
        Compile("void torch_function(); void call() { torch_function(); }", "libshim.so", "-x", "c", "-Wl,-z,now", "-L" + _folder, "-lgone", "-Wl,-rpath," + _folder);
        Compile("void another_function() {}", "libgone.so", "-x", "c");
        var path = Path.Combine(_folder, "libshim.so");
        AssertFailure(path, $"{path}: undefined symbol: torch_function");
    }

    [SkippableFact]
    public void Shim_AsItIsBuilt_LooksUpEverySymbolAtLoad()
    {
        NativeStack.Require();
        Skip.IfNot(File.Exists("/usr/bin/readelf"), "There is no readelf.");
        var start = new ProcessStartInfo("/usr/bin/readelf", ["-d", Path.Combine(AppContext.BaseDirectory, "libsenetml_torch.so")]) { RedirectStandardOutput = true };
        Assert.Contains(Run(start), line => line.Contains("BIND_NOW", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Shim_BesideTheAssembly_ComesBeforeThatBesideTheProgram()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The loader's messages are those of Linux.");
        Skip.If(Environment.GetEnvironmentVariable(NativeShim.PathVariable) is not null, "Another shim was named for this run.");
        var assembly = typeof(NativeShim).Assembly.Location;
        var copy = Path.Combine(_folder, Path.GetFileName(assembly));
        var path = Path.Combine(_folder, "libsenetml_torch.so");
        File.Copy(assembly, copy);
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("This is no library. ", 100)));
        var version = new AssemblyLoadContext("copy").LoadFromAssemblyPath(copy).GetType("TorchSharp.torch")!.GetProperty("__version__")!;

        var problem = Assert.Throws<DllNotFoundException>(() => version.GetValue(null, BindingFlags.DoNotWrapExceptions, null, null, null));
        Assert.Equal(Message(path, $"{path}: invalid ELF header"), problem.Message);

        File.Delete(path);
        NativeStack.Require();
        Assert.Equal(TorchSharp.torch.__version__, version.GetValue(null));
    }

    [Fact]
    public void Places_NamesEachFolderOnce()
    {
        Assert.Equal(["/a/libsenetml_torch.so", "/b/libsenetml_torch.so"], NativeShim.Places("/a/x.dll", "/b/"));
        Assert.Equal(["/a/libsenetml_torch.so"], NativeShim.Places("/a/x.dll", "/a/"));
        Assert.Equal(["/b/libsenetml_torch.so"], NativeShim.Places("", "/b/"));
    }

    private static void AssertFailure(string path, string reason)
    {
        var expected = "System.DllNotFoundException: " + Message(path, reason);
        Assert.Equal([expected, expected], RunChild(path));
    }

    private static string Message(string path, string reason) =>
        $"libtorch could not be loaded. Expected the native shim at '{path}' and a libtorch (1.13 or newer) that it finds, got: {reason}. "
        + "Install libtorch and build the shim: 'apt-get install libtorch-dev libopenblas0-openmp cmake g++ make', then './test.sh' "
        + "(or 'eng/build-native.sh'; TORCH_DIR names a libtorch of your own).";

    private void AssertStale(string got)
    {
        var path = Path.Combine(_folder, "libshim.so");
        var expected = $"System.EntryPointNotFoundException: The native shim at '{path}' was built from other sources. "
            + $"Expected values of 16 bytes and facts of 48 bytes, got {got}. Run eng/build-native.sh, then build again.";
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
