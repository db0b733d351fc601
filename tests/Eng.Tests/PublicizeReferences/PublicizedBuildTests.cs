namespace SeNetMl.Eng.Tests.PublicizeReferences;

/// <summary>What the compiler, the output folder and the running program get to see of a publicised library.</summary>
public class PublicizedBuildTests(PublicizedBuild build) : IClassFixture<PublicizedBuild>
{
    [Fact]
    public void Build_ConsumerOfInternals_RunsAgainstTheUntouchedLibrary()
    {
        Assert.Equal((0, "event, told"), Shell.Dotnet(build.Files.Root, "App/bin/App.dll"));
        byte[] original = File.ReadAllBytes(build.Files["Tiny/bin/Tiny.dll"]), copy = File.ReadAllBytes(build.Copy);
        Assert.Equal(original, File.ReadAllBytes(build.Files["App/bin/Tiny.dll"]));
        Assert.Equal("NotPublic", TinyAssembly.Visibilities(original)["Tiny.Secret"]);
        Assert.Equal("Public", TinyAssembly.Visibilities(copy)["Tiny.Secret"]);
    }

    [Fact]
    public void Build_Again_WritesTheCopyOnlyWhenTheLibraryIsNewer()
    {
        DateTime first = File.GetLastWriteTimeUtc(build.Copy);

        build.Build();
        DateTime second = File.GetLastWriteTimeUtc(build.Copy);
        build.Files.Write("Tiny/Later.cs", "namespace Tiny; internal static class Later;");
        build.Build();

        Assert.Equal(first, second);
        Assert.Equal("Public", TinyAssembly.Visibilities(File.ReadAllBytes(build.Copy))["Tiny.Later"]);
    }

    [Fact]
    public void Build_NameThatIsNoReference_Fails()
    {
        (int code, string output) = Shell.Dotnet(build.Files.Root, "build", "App", "-nologo", "-p:AlsoPublicized=Tinny");

        Assert.Equal(1, code);
        Assert.Contains(
            "error : PublicizedReference: expected the name of a referenced assembly, got 'Tinny', "
            + "which is not among the references of App.csproj.",
            output,
            StringComparison.Ordinal);
    }
}
