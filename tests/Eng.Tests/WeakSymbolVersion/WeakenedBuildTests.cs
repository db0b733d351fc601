namespace SeNetMl.Eng.Tests.WeakSymbolVersion;

/// <summary>Which library a build and a publication take, and that the package keeps
/// its own (which <see cref="WeakenedBuild.Dotnet"/> checks).</summary>
public class WeakenedBuildTests(WeakenedBuild build) : IClassFixture<WeakenedBuild>
{
    private const string Switch = "-p:SeNetMlWeakenLibstdcxxRequirement=";
    private const string HardLinks = "-p:CreateHardLinksForCopyLocalIfPossible=";

    [SkippableFact]
    public void Build_ForAllPlatforms_OutputIsWeakAndListed()
    {
        build.Succeed("build");

        Assert.Equal(build.Weak, WeakenedBuild.Hash(build.Output));
        string listed = File.ReadAllText(build["bin/App.deps.json"]);
        Assert.Contains("\"runtimes/linux-x64/native/libLibTorchSharp.so\"", listed, StringComparison.Ordinal);
        Assert.Contains("\"runtimes/osx-arm64/native/libLibTorchSharp.dylib\"", listed, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Run_NoNativePackage_SaysOnceWhatToDo()
    {
        build.Succeed("build");

        (int code, string output) = Shell.Dotnet(build[""], "bin/App.dll");

        Assert.Equal(0, code);
        Assert.Equal(
            "LibTorchSharp, TorchSharp's native library, cannot be loaded: expected 'libtorch.so' beside it, got none. " +
            $"Reference the native package for your platform: dotnet add package TorchSharp-cpu --version {TorchSharpPackage.Version} " +
            "(for GPUs, TorchSharp-cuda-linux or TorchSharp-cuda-windows).",
            output);
        Assert.False(Directory.Exists(build["bin/cpu"]));
    }

    [SkippableFact]
    public void Build_Again_WritesNothing()
    {
        build.Succeed("build");
        DateTime copied = File.GetLastWriteTimeUtc(build.Copy), put = File.GetLastWriteTimeUtc(build.Output);

        build.Succeed("build");

        Assert.Equal(copied, File.GetLastWriteTimeUtc(build.Copy));
        Assert.Equal(put, File.GetLastWriteTimeUtc(build.Output));
    }

    [SkippableFact]
    public void Build_SwitchedOffAndOn_FollowsAndNeverWritesThroughALink()
    {
        build.Succeed("build", Switch + "false");
        Assert.Equal(build.Original, WeakenedBuild.Hash(build.Output));

        // The output now shares its bytes with the package: the next copy must not be written into them.
        build.Succeed("build", HardLinks + "false");
        Assert.Equal(build.Weak, WeakenedBuild.Hash(build.Output));

        build.Succeed("build", Switch + "false", HardLinks + "false");
        Assert.Equal(build.Original, WeakenedBuild.Hash(build.Output));
    }

    [SkippableTheory]
    [InlineData("libLibTorchSharp.so", "-r", "linux-x64", "--no-self-contained", "-p:PublishSingleFile=true")]
    [InlineData("runtimes/linux-x64/native/libLibTorchSharp.so")]
    public void Publish_Linux_PublishesTheWeakOne(string library, params string[] arguments)
    {
        string folder = build["published/" + arguments.Length];

        build.Succeed("publish", ["-c", "Debug", "-o", folder, .. arguments]);

        Assert.Equal(build.Weak, WeakenedBuild.Hash(Path.Combine(folder, library)));
    }

    [SkippableFact]
    public void Build_ForAnotherPlatform_WritesNoCopy()
    {
        build.Succeed("build", "-r", "osx-arm64", "--no-self-contained", "-p:UseAppHost=false",
            "-p:IntermediateOutputPath=obj/mac/", "-o", build["mac"]);

        Assert.True(File.Exists(build["mac/libLibTorchSharp.dylib"]));
        Assert.False(Directory.Exists(build["obj/mac/SeNetMl"]));
    }

    [SkippableFact]
    public void Build_CopyCannotBeWritten_SaysHowToGoOn()
    {
        Directory.CreateDirectory(build["obj/blocked/"]);
        File.WriteAllText(build["obj/blocked/SeNetMl"], "a file where a folder has to be");

        (int code, string output) = build.Dotnet("build", "-p:IntermediateOutputPath=obj/blocked/");

        Assert.Equal(1, code);
        Assert.Contains(
            $"error : SeNetMlWeakenLibstdcxxRequirement: expected to copy '{build.Packaged}' " +
            $"to 'obj/blocked/SeNetMl/libLibTorchSharp.so', got: The file '{build["obj/blocked/SeNetMl"]}' already exists.",
            output, StringComparison.Ordinal);
        Assert.Contains(
            "error : SeNetMlWeakenLibstdcxxRequirement: expected to write 'obj/blocked/SeNetMl/libLibTorchSharp.so', " +
            "got the error above. Remove its cause, or build with -p:SeNetMlWeakenLibstdcxxRequirement=false: " +
            "TorchSharp's library then stays as it is and loads only where libstdc++.so.6 is of GCC 13 or newer (Debian 13, Ubuntu 24.04).",
            output, StringComparison.Ordinal);
    }
}
