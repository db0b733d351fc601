using System.IO.Compression;

namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>How eng/setup.sh finds out which stack the machine can have, and what it remembers.</summary>
public sealed class ChooseStackTests : IDisposable
{
    private const string Asking = "Asking the package feed for TorchSharp and Microsoft.ML (once) ...\n";
    private const string Show = "; echo \"[$stack]\"";

    private readonly ScriptCopy _sut = new();

    public void Dispose() => _sut.Dispose();

    [BashTheory]
    [InlineData("", "foo")]
    [InlineData("-p:MlStack=bar", "foo")]
    public void ChooseStack_UnknownName_SaysWhichThereAre(string argument, string environment)
    {
        string got = argument == "" ? environment : argument.Split('=')[1];

        Assert.Equal(
            (1, $"MlStack: expected 'nuget' or 'compat', got '{got}'. Pass -p:MlStack=nuget or -p:MlStack=compat, or neither: then the feed is asked."),
            _sut.Setup($"choose_stack {argument}", ("MlStack", environment)));
    }

    [BashTheory]
    [InlineData("-p:MlStack=nuget", "nuget")]
    [InlineData("--property:MlStack=compat", "compat")]
    [InlineData("-v q /p:MlStack=nuget", "nuget")]
    public void ChooseStack_Given_WinsOverWhatIsRemembered(string arguments, string expected)
    {
        Remember("compat");

        Assert.Equal((0, $"[{expected}]"), _sut.Setup($"choose_stack {arguments}{Show}"));
        Assert.Equal((0, "[compat]"), _sut.Setup("choose_stack" + Show));
    }

    [BashFact]
    public void ChooseStack_GivenFirst_IsRemembered()
    {
        Assert.Equal((0, "[nuget]"), _sut.Setup("choose_stack" + Show, ("MlStack", "nuget")));
        Assert.Equal((0, "[nuget]"), _sut.Setup("choose_stack" + Show));
    }

    [BashFact]
    public void ChooseStack_FeedHasNoSuchPackage_IsCompat()
    {
        WithFeed(_sut.Files["feed"]);
        Directory.CreateDirectory(_sut.Files["feed"]);

        Assert.Equal((0, Asking + "Stack: compat, the feed does not have the genuine packages.\n[compat]"), Choose());
        Assert.Equal((0, "[compat]"), Choose());
        Assert.Equal(["stack.props"], Directory.GetFileSystemEntries(_sut.Files["artifacts"]).Select(Path.GetFileName));
    }

    [BashFact]
    public void ChooseStack_FolderHasThePackages_IsNugetAndRemembersTheFolder()
    {
        WithFeed(_sut.Files["feed"]);
        Directory.CreateDirectory(_sut.Files["feed"]);
        WritePackage("TorchSharp", "0.102.7");
        WritePackage("Microsoft.ML", "5.0.0");

        Assert.Equal((0, Asking + "Stack: nuget, the feed has the genuine packages.\n[nuget]"), Choose("-p:LocalPackages=packages"));

        Assert.Equal("nuget", Evaluated("MlStack"));
        Assert.Equal("compat", Evaluated("MlStack", "-p:MlStack=compat"));
        Assert.Equal("packages", Evaluated("LocalPackages"));
        Assert.EndsWith(_sut.Files["packages"], Evaluated("RestoreAdditionalProjectSources"), StringComparison.Ordinal);
    }

    [BashTheory]
    [InlineData("R&D x")]
    [InlineData("50% a, b")]
    public void ChooseStack_PathWithMarks_IsAskedAndRemembered(string name)
    {
        using var sut = new ScriptCopy(name);
        sut.WithRealDotnet();
        sut.Files.Write("nuget.config", """<configuration><packageSources><clear /><add key="only" value="feed" /></packageSources></configuration>""");
        Directory.CreateDirectory(sut.Files["feed"]);

        Assert.Equal(
            (0, Asking + "Stack: compat, the feed does not have the genuine packages.\n[compat]"),
            sut.Setup("choose_stack" + Show, ("NUGET_PACKAGES", _sut.Files["cache"]), ("DOTNET_CLI_UI_LANGUAGE", "en")));
    }

    [BashFact]
    public void Remember_FolderWithMarks_IsReadBack()
    {
        const string Folder = "/a & b/<c>";
        Assert.Equal((0, ""), _sut.Setup($"stack=compat; remember '{Folder}'"));

        Assert.Equal(Folder, Evaluated("LocalPackages"));
    }

    [BashFact]
    public void ChooseStack_FeedOutOfReach_IsCompatAndSaysWhy()
    {
        WithFeed("https://127.0.0.1:9/v3/index.json");

        (int code, string output) = Choose();

        Assert.Equal(0, code);
        Assert.StartsWith(Asking + "Stack: compat, because the feed could not be asked (error NU1301: ", output, StringComparison.Ordinal);
        Assert.EndsWith("). To ask again: rm artifacts/stack.props\n[compat]", output, StringComparison.Ordinal);
    }

    [BashFact]
    public void ChooseStack_NoAnswer_IsCompatAndSaysWhy()
    {
        _sut.Program("dotnet", "exec sleep 60");

        Assert.Equal(
            (0, Asking + "Stack: compat, because the feed could not be asked (no answer within 1 s). To ask again: rm artifacts/stack.props\n[compat]"),
            _sut.Setup("choose_stack" + Show, ("PROBE_SECONDS", "1")));
    }

    [BashFact]
    public void ChooseStack_NoNativePackageForTheProcessor_IsCompat()
    {
        _sut.Without("uname");
        _sut.Program("uname", "echo Linux aarch64");

        Assert.Equal((0, "Stack: compat, because TorchSharp has no native package for linux-arm64.\n[compat]"), _sut.Setup("choose_stack" + Show));
    }

    [Fact]
    public void CheckMlStack_UnknownName_FailsTheBuild()
    {
        (int code, string output) = Shell.Dotnet(
            RepositoryFiles.Root, "msbuild", "src/Microsoft.ML.SeNet/Microsoft.ML.SeNet.csproj", "-nologo", "-t:CheckMlStack", "-p:MlStack=foo");

        Assert.Equal(1, code);
        Assert.Contains(
            "error : MlStack: expected 'nuget' or 'compat', got 'foo'. "
                + "Pass -p:MlStack=nuget or -p:MlStack=compat, or run ./test.sh once, which finds out and remembers. [",
            output,
            StringComparison.Ordinal);
    }

    private (int Code, string Output) Choose(string arguments = "") =>
        _sut.Setup($"choose_stack {arguments}{Show}", ("NUGET_PACKAGES", _sut.Files["cache"]), ("DOTNET_CLI_UI_LANGUAGE", "en"));

    private void Remember(string stack) => _sut.Setup($"stack={stack}; remember ''");

    private void WithFeed(string source)
    {
        _sut.WithRealDotnet();
        _sut.Files.Write("nuget.config", $"""<configuration><packageSources><clear /><add key="only" value="{source}" /></packageSources></configuration>""");
    }

    private void WritePackage(string id, string version)
    {
        Directory.CreateDirectory(_sut.Files["packages"]);
        using ZipArchive package = ZipFile.Open(_sut.Files[$"packages/{id}.{version}.nupkg"], ZipArchiveMode.Create);
        using var writer = new StreamWriter(package.CreateEntry(id + ".nuspec").Open());
        writer.Write($"<package><metadata><id>{id}</id><version>{version}</version><authors>a</authors><description>d</description></metadata></package>");
    }

    private string Evaluated(string property, params string[] arguments)
    {
        string project = _sut.Files.Write("evaluate.proj", $"""
            <Project>
              <PropertyGroup><RepositoryRoot>{_sut.Files.Root}/</RepositoryRoot></PropertyGroup>
              <Import Project="eng/Stack.props" />
            </Project>
            """);
        return Shell.Dotnet(_sut.Files.Root, ["msbuild", project, "-getProperty:" + property, .. arguments]).Output;
    }
}
