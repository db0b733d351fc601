using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>Trainings in processes of their own, which are killed or run out of disk.</summary>
public sealed class InterruptedTrainingTests : TensorTest, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("interrupted-").FullName;
    private readonly MLContext _ml = new(SmallTraining.Seed);

    private string CheckpointPath => Path.Combine(_folder, "run.ckpt");

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [SkippableFact]
    public void Fit_KilledAgainAndAgain_GoesOnToTheSameBits()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Starts its child as Linux does.");
        var expected = Fits.Weights(_ml, SmallTraining.Options(), SmallTraining.Data(_ml));
        var random = new Seeds(1).Stream("kills");
        for (var kill = 0; kill < 3; kill++)
            StartAndKill(reports: 1 + random.NextInt32(4), milliseconds: random.NextInt32(40));
        var options = SmallTraining.Options();
        (options.CheckpointPath, options.CheckpointEverySteps) = (CheckpointPath, 1);

        Assert.True(File.Exists(CheckpointPath));
        Assert.Equal(expected, Fits.Weights(_ml, options, SmallTraining.Data(_ml)));
    }

    [SkippableFact]
    public void Fit_DiskIsFull_SaysSoAndLeavesTheOldCheckpoint()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Limits files as Linux does.");
        StartAndKill(reports: 3, milliseconds: 0);
        var before = File.ReadAllBytes(CheckpointPath);

        // Written files may have 256 KiB; without the trap the signal would end the process,
        // and the runtime's own double mapping is a file.
        using var child = Process.Start(Child("trap '' XFSZ; ulimit -f 256; DOTNET_EnableWriteXorExecute=0 exec \"$@\""))!;
        var output = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();

        Assert.Matches(
            $"^System.IO.IOException: Cannot save the checkpoint '{Regex.Escape(CheckpointPath)}': .* An older one there is untouched, and "
            + "the next Fit goes on from it. Make room, or copy it to another place and set Options.CheckpointPath to that.$", output[^1]);
        Assert.Equal(before, File.ReadAllBytes(CheckpointPath));
        Assert.Equal([CheckpointPath], Directory.GetFiles(_folder));
    }

    [SkippableFact]
    public void Execute_ExperimentKilledTwice_LosesAndRepeatsNothing() => KillExperiment(kills: 2, longestRun: 14);

    [SkippableFact]
    [Trait("Category", "Slow")]
    public void Execute_ExperimentKilledTwentyTimes_LosesAndRepeatsNothing() => KillExperiment(kills: 20, longestRun: 8);

    private void KillExperiment(int kills, int longestRun)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Starts its child as Linux does.");
        var random = new Seeds(kills).Stream("kills");
        var measured = new List<string>();
        for (var kill = 0; kill < kills; kill++)
            measured.AddRange(
                StartAndKill(1 + random.NextInt32(longestRun), random.NextInt32(40), "experiment", _folder).Where(IsMeasured));
        var settings = SmallExperiment.Halving(_folder);
        using var result = SmallExperiment.Run(
            _ml, settings, new SmallExperiment.Reports(run => measured.Add($"measured {run.Index} {run.Epochs}")));
        using var expected = SmallExperiment.Run(_ml, SmallExperiment.Halving(null));

        Assert.Equal(SmallExperiment.Outcome(expected), SmallExperiment.Outcome(result));
        Assert.Equal(Fits.Weights((SeResNetTransformer)expected.BestRun.Model!), Fits.Weights((SeResNetTransformer)result.BestRun.Model!));
        // Five at the first rung and two at the second; a child may be killed between its note and its line.
        Assert.Equal(measured.Distinct(), measured);
        Assert.InRange(measured.Count, 7 - kills, 7);
    }

    private static bool IsMeasured(string line) => line.StartsWith("measured ", StringComparison.Ordinal);

    /// <summary>Kills a child in the midst of its work.</summary>
    /// <returns>What it had written.</returns>
    private List<string> StartAndKill(int reports, int milliseconds, params string[] work)
    {
        using var child = Process.Start(Child("exec \"$@\"", work))!;
        var lines = new List<string>();
        while (reports > 0 && child.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            if (!line.StartsWith("Loading", StringComparison.Ordinal))
                reports--;
        }
        Thread.Sleep(milliseconds);
        child.Kill();
        lines.AddRange(child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        child.WaitForExit();
        return lines;
    }

    private ProcessStartInfo Child(string script, params string[] work)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        string[] arguments =
        [
            "-c", script, "bash",
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", "exec",
            "--runtimeconfig", "SeNetMl.Unit.Tests.runtimeconfig.json", "--depsfile", "SeNetMl.Unit.Tests.deps.json",
            "SeNetMl.InterruptedTraining.dll", .. work.Length > 0 ? work : [CheckpointPath],
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
