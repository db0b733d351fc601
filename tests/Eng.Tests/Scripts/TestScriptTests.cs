namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>What test.sh hands to <c>dotnet test</c>, and how it closes.</summary>
public sealed class TestScriptTests : IDisposable
{
    private readonly ScriptCopy _sut = new();

    public void Dispose() => _sut.Dispose();

    [BashTheory]
    [InlineData("", "-c Release --filter Category!=Slow")]
    [InlineData("--all", "-c Release")]
    [InlineData("--filter Name~Block", "-c Release --filter Name~Block")]
    [InlineData("--filter=Name~Block --all", "-c Release --filter=Name~Block")]
    [InlineData("-c Debug -v q", "--filter Category!=Slow -c Debug -v q")]
    [InlineData(
        "--no-build -- RunConfiguration.MaxCpuCount=1", "-c Release --filter Category!=Slow --no-build -- RunConfiguration.MaxCpuCount=1")]
    public void Test_Arguments_ArePassedOnAfterTheDefaults(string given, string expected)
    {
        Dotnet("exit 0");

        Assert.Equal((0, "0 passed, 0 failed"), Run(given.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal([$"test {_sut.Files["SeNetMl.sln"]} {expected}"], _sut.Calls);
    }

    [BashFact]
    public void Test_SomeFail_ClosesWithTheSumAndTheExitCode()
    {
        Dotnet("""
            echo 'Passed!  - Failed:     0, Passed:    12, Skipped:     1, Total:    13, Duration: 2 s - A.dll (net10.0)'
            printf '%s' 'Failed!  - Failed:     2, Passed:     3, Skipped:     0, Total:     5, Duration: 1 m 2 s - B.dll (net10.0)'
            exit 1
            """);

        (int code, string output) = Run();

        Assert.Equal(1, code);
        Assert.Equal(["1 skipped", "15 passed, 2 failed"], output.Split('\n')[^2..]);
    }

    [BashFact]
    public void Test_BuildFails_ClosesWithoutACount()
    {
        Dotnet("echo 'A.cs(1,1): error CS1002: ; expected' >&2; exit 3");

        Assert.Equal((3, "A.cs(1,1): error CS1002: ; expected\ndotnet test broke off with exit code 3; the reason is above."), Run());
    }

    [BashFact]
    public void Test_PackagesCannotBeHad_StopsBeforeTheBuild()
    {
        _sut.Program("dotnet", """
            [ "$1" != test ] || echo "$@" >> "$LOG"
            [ "$1" != restore ] || { echo 'error NU1301: no answer'; exit 1; }
            echo '10.0.100 [/usr/share/dotnet/sdk]'
            """);

        (int code, string output) = Run();

        Assert.Equal(1, code);
        Assert.StartsWith(
            "error NU1301: no answer\n\nPackages: expected a package feed that answers, got none.", output, StringComparison.Ordinal);
        Assert.Empty(_sut.Calls);
    }

    [BashFact]
    public void Test_Properties_AreForTheRestoreToo()
    {
        _sut.Program("dotnet", """
            [ "$1" != test ] && [ "$1" != restore ] || echo "$@" >> "$LOG"
            echo '10.0.100 [/usr/share/dotnet/sdk]'
            """);

        Run("-p:TorchCuda=true", "--filter", "Name~Block");

        string solution = _sut.Files["SeNetMl.sln"];
        Assert.Equal(
            [$"restore {solution} -p:TorchCuda=true", $"test {solution} -c Release -p:TorchCuda=true --filter Name~Block"], _sut.Calls);
    }

    [BashTheory]
    [InlineData("", "0 passed, 0 failed")]
    [InlineData("No test is available in /a/A.dll. Make sure that test discoverer & executors are registered.", "0 passed, 0 failed")]
    [InlineData("No test matches the given testcase filter `Name=x` in /a/A.dll", "0 passed, 0 failed")]
    [InlineData(
        "Passed!  - Failed:     0, Passed:     1, Skipped:     0, Total:     1, Duration: 32 ms - A.dll (net10.0)", "1 passed, 0 failed")]
    [InlineData("Skipped! - Failed:     0, Passed:     0, Skipped:     7, Total:     7, Duration: 5 ms - A.dll (net10.0)",
        "7 skipped\n0 passed, 0 failed")]
    [InlineData("Failed!  - Failed: 10, Passed: 1234, Skipped: 0, Total: 1244, Duration: 1 h - A.dll (net10.0)", "1234 passed, 10 failed")]
    [InlineData("Total tests: 7\n     Passed: 4\n     Failed: 1\n    Skipped: 2\n Total time: 0.6 Seconds\n     Passed: 9",
        "2 skipped\n4 passed, 1 failed")]
    [InlineData("  a test prints: Passed!  - Failed:     9, Passed:     9, Skipped:     9, Total:    27", "0 passed, 0 failed")]
    public void Sum_Output_CountsTheProjectsLines(string output, string expected)
    {
        _sut.Files.Write("output", output);

        Assert.Equal((0, expected), _sut.Setup("\"$root/eng/sum-results.sh\" < \"$root/output\""));
    }

    private (int Code, string Output) Run(params string[] arguments) => _sut.Test(arguments);

    private void Dotnet(string test) => _sut.Program("dotnet", $$"""
        [ "$1" = test ] || { echo '10.0.100 [/usr/share/dotnet/sdk]'; exit 0; }
        echo "$@" >> "$LOG"
        {{test}}
        """);
}
