using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Compute;

namespace Microsoft.ML.SeNet.Tests.Compute;

/// <summary>From what a loader says to what a user reads. (A program that lacks a library: Eng.Tests, WeakenedBuildTests.)</summary>
public class NativeLibrariesTests
{
    private const string Start = "LibTorchSharp, TorchSharp's native library, cannot be loaded: ";

    // .NET lists every place where it looked, whatever the cause.
    private const string Places = """
        Unable to load shared library 'LibTorchSharp' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace. If you're using glibc, consider setting the LD_DEBUG environment variable: 
        /app/runtimes/linux-x64/native/LibTorchSharp.so: cannot open shared object file: No such file or directory
        {0}
        /app/libLibTorchSharp.so: cannot open shared object file: No such file or directory
        libLibTorchSharp: cannot open shared object file: No such file or directory

        """;

    [Theory]
    [InlineData(
        "/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)",
        "'/app/libLibTorchSharp.so' expects version GLIBCXX_3.4.32 of '/lib/x86_64-linux-gnu/libstdc++.so.6', which lacks it. " +
        "Build without SeNetMlWeakenLibstdcxxRequirement=false: the requirement is then optional, for nothing uses it. " +
        "Or run where libstdc++ is of GCC 13 or newer (Debian 13, Ubuntu 24.04).")]
    [InlineData(
        "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app/libtorch_cpu.so)",
        "'/app/libtorch_cpu.so' expects version GLIBC_2.34 of '/lib/x86_64-linux-gnu/libc.so.6', which lacks it. " +
        "This system is too old for TorchSharp 0.107.0: use Debian 12, Ubuntu 22.04 or newer.")]
    [InlineData(
        "libtorch.so: cannot open shared object file: No such file or directory",
        "expected 'libtorch.so' beside it, got none. Reference the native package for your platform: " +
        "dotnet add package TorchSharp-cpu --version 0.107.0 (for GPUs, TorchSharp-cuda-linux or TorchSharp-cuda-windows).")]
    [InlineData(
        "libcudart-1b2c3d4e.so.12: cannot open shared object file: No such file or directory",
        "expected 'libcudart-1b2c3d4e.so.12' beside it, got none. Reference the native package for your platform: " +
        "dotnet add package TorchSharp-cpu --version 0.107.0 (for GPUs, TorchSharp-cuda-linux or TorchSharp-cuda-windows).")]
    [InlineData(
        "libcuda.so.1: cannot open shared object file: No such file or directory",
        "expected 'libcuda.so.1' of NVIDIA's driver, got none. "
        + "Install the driver, or reference TorchSharp-cpu instead of TorchSharp-cuda-linux.")]
    [InlineData(
        "libstdc++.so.6: cannot open shared object file: No such file or directory",
        "expected 'libstdc++.so.6' on this system, got none. "
        + "Install the package that has it: on Debian and Ubuntu, apt-file search libstdc++.so.6 names it.")]
    [InlineData(
        "/app/libLibTorchSharp.so: undefined symbol: _ZN2at4_ops3addE, version X",
        "'/app/libLibTorchSharp.so' expects a symbol '_ZN2at4_ops3addE', got none. "
        + "Reference TorchSharp and its native package in one version, 0.107.0.")]
    [InlineData(
        "/app/libtorch_cpu.so: file too short",
        "expected a library for this platform in '/app/libtorch_cpu.so', got 'file too short'. " +
        "Delete the folders bin and obj, clear the package cache (dotnet nuget locals global-packages --clear) and build anew.")]
    [InlineData(
        "/app/libLibTorchSharp.so: wrong ELF class: ELFCLASS32",
        "expected a library for this platform in '/app/libLibTorchSharp.so', got 'wrong ELF class: ELFCLASS32'. " +
        "Delete the folders bin and obj, clear the package cache (dotnet nuget locals global-packages --clear) and build anew.")]
    [InlineData(
        "/app/libtorch_cpu.so: failed to map segment from shared object",
        "expected '/app/libtorch_cpu.so' to be mapped into memory, got 'failed to map segment from shared object'. " +
        "Free memory, or run from a folder that allows execution (not mounted noexec).")]
    [InlineData(
        "Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/libLibTorchSharp.so)",
        "TorchSharp 0.107.0 expects glibc, got musl. Run on Debian, Ubuntu or another system with glibc instead of Alpine.")]
    public void Explain_OneCauseAmongThePlaces_SaysWhatIsMissingAndWhatToDo(string cause, string expected) =>
        Assert.Equal(Start + expected, NativeLibraries.Explain(string.Format(null, Places, cause), "0.107.0"));

    [Fact]
    public void Explain_NothingAnywhere_SaysWherePlatformsAre() =>
        Assert.Equal(
            Start + $"expected it beside the program, got none for {RuntimeInformation.RuntimeIdentifier}. " +
            "TorchSharp 0.107.0 has it for linux-x64, osx-arm64, win-x64 and win-arm64; on one of these, build or publish anew.",
            NativeLibraries.Explain(
                string.Format(null, Places, "/app/libLibTorchSharp.so: cannot open shared object file: No such file or directory"),
                "0.107.0"));

    [Theory]
    [InlineData(
        "Unable to load DLL 'LibTorchSharp' or one of its dependencies: The specified module could not be found. (0x8007007E)",
        "expected it and the libraries that it needs, got none or not all. Reference TorchSharp-cpu or TorchSharp-cuda-windows 0.107.0, " +
        "and install Microsoft's Visual C++ Redistributable.")]
    [InlineData(
        "dlopen(/app/libLibTorchSharp.dylib, 0x0001): Library not loaded: @rpath/libtorch.dylib\n"
        + "  Referenced from: <0> /app/libLibTorchSharp.dylib",
        "expected 'libtorch.dylib' beside it, got none. Reference the native package for your platform: " +
        "dotnet add package TorchSharp-cpu --version 0.107.0 (for GPUs, TorchSharp-cuda-linux or TorchSharp-cuda-windows).")]
    [InlineData("Something new.\n", "expected a library that loads, got: Something new.")]
    public void Explain_OtherLoaders_SaysWhatIsMissingAndWhatToDo(string text, string expected) =>
        Assert.Equal(Start + expected, NativeLibraries.Explain(text, "0.107.0"));

    [Theory]
    [InlineData("/root/.nuget/packages/torchsharp/0.107.0/lib/net8.0/TorchSharp.dll", true)]
    [InlineData(@"C:\Users\me\.nuget\packages\torchsharp\0.107.0\lib\net8.0\TorchSharp.dll", true)]
    [InlineData("/app/TorchSharp.dll", false)]
    [InlineData("/home/torchsharp/lib/app/TorchSharp.dll", false)]
    [InlineData("", false)]
    public void IsInPackage_Path_TellsAPackageFromAProgram(string path, bool expected) =>
        Assert.Equal(expected, NativeLibraries.IsInPackage(path));

    [Fact]
    public void Ensure_LibraryIsThere_LoadsItAgainAndAgain()
    {
        NativeLibraries.Ensure();
        NativeLibraries.Ensure();

        Assert.Equal(3, global::TorchSharp.torch.ones(3).sum().item<float>());
    }
}
