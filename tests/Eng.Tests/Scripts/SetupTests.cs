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
            (1, ".NET SDK: expected 10.0 or later, got no dotnet on the PATH. Get it from https://dotnet.microsoft.com/download/dotnet/10.0"),
            _sut.Setup("require_sdk"));
    }

    [BashFact]
    public void RequireSdk_OnlyOlderOnes_NamesThem()
    {
        _sut.Program("dotnet", "printf '%s\\n' '8.0.414 [/usr/share/dotnet/sdk]' '9.0.305 [/usr/share/dotnet/sdk]'");

        Assert.Equal(
            (1, ".NET SDK: expected 10.0 or later, got only 8.0.414 9.0.305. Get it from https://dotnet.microsoft.com/download/dotnet/10.0"),
            _sut.Setup("require_sdk"));
    }

    [BashFact]
    public void Install_AllThere_TouchesNothing()
    {
        Assert.Equal((0, ""), _sut.Setup("install_native_packages"));
        Assert.Empty(_sut.Calls);
    }

    [BashFact]
    public void Install_NeitherRootNorSudo_PrintsTheOneCommand()
    {
        _sut.Program("dpkg-query", "exit 1");
        _sut.Without("cmake");
        _sut.Without("g++");
        _sut.Without("make");

        Assert.Equal(
            (1, "The compat stack needs: cmake g++ make libjpeg-dev libpng-dev libtorch-dev libopenblas0-openmp. "
                + "Run this once, then start again: sudo apt-get update && sudo apt-get install -y cmake g++ make libjpeg-dev libpng-dev libtorch-dev libopenblas0-openmp"),
            _sut.Setup("install_native_packages"));
        Assert.Empty(_sut.Calls);
    }

    [BashFact]
    public void Install_Root_InstallsWhatIsMissing()
    {
        _sut.Program("id", "echo 0");
        _sut.Program("dpkg-query", "[ \"${@: -1}\" = libtorch-dev ] || echo 'install ok installed'");

        Assert.Equal((0, "Installing libtorch-dev with apt-get (once) ..."), _sut.Setup("install_native_packages"));
        Assert.Equal(["apt-get update", "apt-get install -y --no-install-recommends libtorch-dev"], _sut.Calls);
    }

    [BashFact]
    public void Install_PasswordlessSudo_InstallsThroughIt()
    {
        _sut.Program("sudo", "shift; [ \"$1\" = true ] || { echo sudo >> \"$LOG\"; \"$@\"; }");
        _sut.Without("g++");

        Assert.Equal((0, "Installing g++ with apt-get (once) ..."), _sut.Setup("install_native_packages"));
        Assert.Equal(["sudo", "apt-get update", "sudo", "apt-get install -y --no-install-recommends g++"], _sut.Calls);
    }

    [BashFact]
    public void Install_AptFails_ShowsWhatItSaid()
    {
        _sut.Program("id", "echo 0");
        _sut.Program("apt-get", "echo \"E: $1: no network\" >&2; exit 100");
        _sut.Without("g++");

        Assert.Equal(
            (1, "Installing g++ with apt-get (once) ...\nE: update: no network\nE: install: no network\napt-get could not install: g++. What it said is above."),
            _sut.Setup("install_native_packages"));
    }

    [BashFact]
    public void Install_NoApt_AsksForALibtorch()
    {
        _sut.Without("apt-get");
        _sut.Without("dpkg-query");

        Assert.Equal(
            (1, "The compat stack needs: libtorch-dev libopenblas0-openmp. There is no apt-get here: install them your way, "
                + "and set TORCH_DIR=/path/to/libtorch (1.13 or later)."),
            _sut.Setup("install_native_packages"));
    }

    [BashFact]
    public void Install_OwnLibtorch_NeedsNoDebianPackage()
    {
        _sut.Program("dpkg-query", "exit 1");

        Assert.Equal((0, ""), _sut.Setup("install_native_packages", ("TORCH_DIR", "/opt/libtorch")));
    }

}
