using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

/// <summary>Convolutions of our networks and others against float64, in processes of their own:
/// what is wrong with oneDNN may end a process.</summary>
public class ConvolutionsTests
{
    private const string OneDnn = "SENETML_ONEDNN";
    private const string Hidden = "broken";

    [Fact]
    public void All_OnThisMachine_AreRight() => AssertRight(Run(120, seed: 1, "auto"));

    [SkippableFact]
    public void All_WhereTheCachesAreHidden_AreRight()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Elsewhere nobody knows where oneDNN's note of the caches lies.");
        var lines = Run(120, seed: 2, "auto", Hidden);

        AssertRight(lines);
        Assert.Matches(@"^oneDNN: this machine hides .* They were put right \(.*\)\.$", lines[0]);
    }

    [Fact]
    public void All_OneDnnOff_AreRight() => AssertRight(Run(60, seed: 3, "off"));

    /// <summary>The other tests could fail: without the repair it does.</summary>
    [SkippableFact]
    public void All_WhereTheCachesAreHiddenAndNothingIsDone_AreWrong()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated,
            "Seen to be wrong for these shapes by the kernels for AVX-512.");

        Assert.DoesNotContain(Right(60), Run(60, seed: 2, "keep", Hidden));
    }

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData("auto", false)]
    [InlineData("auto", true)]
    [InlineData("off", false)]
    public void All_Thousands_AreRight(string oneDnn, bool hidden)
    {
        Skip.If(hidden && !OperatingSystem.IsLinux(), "Elsewhere nobody knows where oneDNN's note of the caches lies.");
        AssertRight(Run(3000, seed: 10, oneDnn, hidden ? [Hidden] : []), 3000);
    }

    private static void AssertRight(string[] lines, int? count = null)
    {
        Assert.EndsWith(" right", lines[^1]);
        Assert.DoesNotContain(lines, line => line.Contains("differs", StringComparison.Ordinal));
        if (count is { } all)
            Assert.Equal(Right(all), lines[^1]);
    }

    private static string Right(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} of {count} right");

    /// <summary>What it wrote; nothing may stand in its standard error, such as NNPACK's complaint.</summary>
    private static string[] Run(int count, int seed, string oneDnn, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet")
            { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var argument in (string[])["exec", "--runtimeconfig", "SeNetMl.Unit.Tests.runtimeconfig.json",
            "SeNetMl.Convolutions.dll", $"{count}", $"{seed}", .. more])
            start.ArgumentList.Add(argument);
        start.Environment[OneDnn] = oneDnn;
        start.Environment["OMP_WAIT_POLICY"] = "passive"; // the machine may have other things to do
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (oneDnn != "keep")
            Assert.Equal((0, ""), (process.ExitCode, errors.Result));
        return lines;
    }
}
