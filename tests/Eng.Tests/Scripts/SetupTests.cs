namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>What eng/setup.sh does and says on machines that lack something.</summary>
public sealed class SetupTests : IDisposable
{
    private readonly ScriptCopy _sut = new();

    public void Dispose() => _sut.Dispose();

    [BashFact]
    public void RequireSdk_NoDotnet_SaysWhichAndWhere()
    {
        _sut.Without("dotnet");

        Assert.Equal(
            (1, ".NET SDK: expected 10.0 or later, got no dotnet on the PATH. "
                + "Get it from https://dotnet.microsoft.com/download/dotnet/10.0"),
            _sut.Setup("require_sdk"));
    }

    [BashFact]
    public void RequireSdk_OnlyOlderOnes_NamesThem()
    {
        _sut.Program("dotnet", "printf '%s\\n' '8.0.414 [/usr/share/dotnet/sdk]' '9.0.305 [/usr/share/dotnet/sdk]'");

        Assert.Equal(
            (1, ".NET SDK: expected 10.0 or later, got only 8.0.414 9.0.305. "
                + "Get it from https://dotnet.microsoft.com/download/dotnet/10.0"),
            _sut.Setup("require_sdk"));
    }

    [BashFact]
    public void Restore_Succeeds_SaysNothing()
    {
        Restoring("exit 0");

        Assert.Equal((0, ""), _sut.Setup("restore A.sln -p:TorchCuda=true"));
        Assert.Equal(["restore A.sln -p:TorchCuda=true"], _sut.Calls);
    }

    [BashFact]
    public void Restore_NoNetwork_SaysWhatIsNeededAndWhere()
    {
        const string Said = "A.csproj : error NU1301: Unable to load the service index for source https://feed/index.json.";
        Restoring($"echo '{Said}'; exit 1");

        Assert.Equal(
            (1, Said + "\n\nPackages: expected a package feed that answers, got none. The first build loads about 0.6 GB, "
                + "half of it TorchSharp-cpu and ONNX Runtime; later ones need no network.\nConnect this machine to nuget.org, "
                + "or name a feed or a folder that has the packages in a nuget.config, then start again."),
            _sut.Setup("restore A.sln"));
    }

    [BashFact]
    public void Restore_FeedLacksPackages_NamesThem()
    {
        const string Said = """
            A.csproj : error NU1101: Unable to find package TorchSharp-cuda-linux. No packages exist with this id in source(s): feed
            B.csproj : error NU1102: Unable to find package Microsoft.ML with version (>= 5.0.1)
            C.csproj : error NU1103: Unable to find a stable package xunit with version
            """;
        Restoring($"cat <<'TEXT'\n{Said}\nTEXT\nexit 1");

        Assert.Equal(
            (1, Said + "\n\nPackages: expected Microsoft.ML TorchSharp-cuda-linux xunit on the feed, got an answer without. "
                + "Name a feed that has them in a nuget.config; Directory.Packages.props has their versions."),
            _sut.Setup("restore A.sln"));
    }

    [BashFact]
    public void Restore_OtherFailure_ShowsIt()
    {
        Restoring("echo 'MSB1009: Project file does not exist.'; exit 1");

        Assert.Equal((1, "MSB1009: Project file does not exist.\n\nPackages: could not be restored; the reason is above."),
            _sut.Setup("restore A.sln"));
    }

    private void Restoring(string script) => _sut.Program("dotnet", "echo \"$@\" >> \"$LOG\"\n" + script);
}
