namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>When eng/build-native.sh compiles the shim over libtorch, and against which libtorch.</summary>
public sealed class BuildNativeTests : IDisposable
{
    private const string Compiling = "Compiling the native shim over libtorch (about a minute) ...";

    private readonly ScriptCopy _sut = new();

    public BuildNativeTests()
    {
        _sut.Files.Write("compat/TorchSharp/native/shim.cpp", "");
        // Says what it is asked, and how much of an earlier build there is.
        _sut.Program("cmake", """
            if [ "$1" = -S ]; then echo "${*:5}, $([ -d "$4" ] && echo again || echo fresh)" >> "$LOG"; mkdir -p "$4"; fi
            : > "$ROOT/artifacts/native/build/libsenetml_torch.so"
            """);
    }

    public void Dispose() => _sut.Dispose();

    [BashFact]
    public void BuildNative_SecondTime_DoesNothing()
    {
        Assert.Equal((0, Compiling), Build());
        Assert.Equal((0, ""), Build());
        Touch();
        Assert.Equal((0, Compiling), Build());

        Assert.Equal(["-DCMAKE_BUILD_TYPE=Release, fresh", "-DCMAKE_BUILD_TYPE=Release, again"], _sut.Calls);
    }

    [BashFact]
    public void BuildNative_AnotherTorchDir_BuildsAfresh()
    {
        string one = Libtorch("one"), other = Libtorch("other");

        Assert.Equal((0, Compiling), Build());
        Assert.Equal((0, Compiling), Build(one));
        Assert.Equal((0, ""), Build(one));
        Assert.Equal((0, Compiling), Build(other));
        Assert.Equal((0, Compiling), Build());
        Assert.Equal((0, ""), Build());

        Assert.Equal(
            ["-DCMAKE_BUILD_TYPE=Release, fresh", .. new[] { one, other }.Select(folder => $"-DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH={folder}, fresh"),
                "-DCMAKE_BUILD_TYPE=Release, fresh"],
            _sut.Calls);
    }

    [BashFact]
    public void BuildNative_LibtorchReplacedInPlace_BuildsAfresh()
    {
        string folder = Libtorch("one");
        Build(folder);
        File.SetLastWriteTimeUtc(_sut.Files["one/lib/libtorch_cpu.so"], DateTime.UnixEpoch.AddYears(40));

        Assert.Equal((0, Compiling), Build(folder));
        Assert.Equal((0, ""), Build(folder));
        Assert.All(_sut.Calls, call => Assert.EndsWith(", fresh", call, StringComparison.Ordinal));
    }

    [BashFact]
    public void BuildNative_PackageOfAnotherVersion_BuildsAfresh()
    {
        Build();
        _sut.Program("dpkg-query", "echo 'libtorch-dev 2.6.0'");

        Assert.Equal((0, Compiling), Build());
        Assert.Equal((0, ""), Build());
        Assert.Equal(["-DCMAKE_BUILD_TYPE=Release, fresh", "-DCMAKE_BUILD_TYPE=Release, fresh"], _sut.Calls);
    }

    [BashFact]
    public void BuildNative_TorchDirWithoutALibtorch_IsSaid()
    {
        string folder = _sut.Files["nowhere"];

        Assert.Equal((1, $"TORCH_DIR: expected the folder of a libtorch (1.13 or later), got '{folder}', which has no libtorch_cpu.so."), Build(folder));
        Assert.Empty(_sut.Calls);
    }

    [BashFact]
    public void BuildNative_CompilerFails_ShowsWhatItSaidEachTime()
    {
        _sut.Program("cmake", "echo 'shim.cpp:1: error: no such operator'; exit 2");

        Assert.Equal((1, Compiling + "\nshim.cpp:1: error: no such operator"), Build());
        Assert.Equal((1, Compiling + "\nshim.cpp:1: error: no such operator"), Build());
    }

    private (int Code, string Output) Build(string? torchDir = null) =>
        _sut.Setup("build_native_shim", ("ROOT", _sut.Files.Root), ("TORCH_DIR", torchDir));

    private void Touch() => File.SetLastWriteTimeUtc(_sut.Files["compat/TorchSharp/native/shim.cpp"], DateTime.UnixEpoch.AddYears(200));

    private string Libtorch(string name)
    {
        _sut.Files.Write($"{name}/lib/libtorch_cpu.so", "");
        return _sut.Files[name];
    }
}
