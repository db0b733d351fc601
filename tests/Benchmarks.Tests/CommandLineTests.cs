using System.Diagnostics;

namespace SeNetMl.Benchmarks.Tests;

/// <summary>What the command line refuses, before a worker or a peer is started.</summary>
public class CommandLineTests
{
    private const string Figures = "se50_forward_vs_torchsharp_default, se50_train_step_vs_torchsharp_default, se50_cost_over_resnet50, "
        + "tiny_op_microseconds";

    [Theory]
    [InlineData("--figure tiny_op", $"--figure: expected one of {Figures}, got 'tiny_op'.")]
    [InlineData("--rounds 0", "--rounds: expected 1 or more, got 0.")]
    [InlineData("--rounds -3", "--rounds: expected 1 or more, got -3.")]
    [InlineData("--seconds 0", "--seconds: expected more than 0, got 0.")]
    [InlineData("--seconds -0.5", "--seconds: expected more than 0, got -0.5.")]
    [InlineData("--seconds NaN", "--seconds: expected more than 0, got NaN.")]
    public void Compare_ValueOutOfRange_SaysWhatIsExpected(string options, string expected)
    {
        var (code, _, errors) = Run("dotnet", null, [typeof(Subjects).Assembly.Location, "compare", "network", .. options.Split(' ')]);

        Assert.Equal((1, expected), (code, errors));
    }

    [SkippableFact]
    public void CompareScript_PythonWithoutTorch_SaysWhatToInstall()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no bash.");
        var script = Path.Combine(WorkerProcess.Root(), "benchmarks", "compare.sh");

        Assert.Equal(
            (1, "", "benchmarks/compare.sh epoch needs Debian's PyTorch: apt-get install python3-torch python3-torchvision "
                + "libopenblas0-openmp (or PYTHON=/path/to/python3 with torch and torchvision)"),
            Run("bash", "/nowhere/python3", script, "epoch"));
    }

    private static (int Code, string Output, string Errors) Run(string program, string? python, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHON"] = python;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, output.Result.Trim(), errors);
    }
}
