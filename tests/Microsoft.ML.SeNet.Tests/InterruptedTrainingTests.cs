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

        // Written files may have 256 KiB; without the trap the signal would end the process, and the runtime's own double mapping is a file.
        using var child = Process.Start(Child("trap '' XFSZ; ulimit -f 256; DOTNET_EnableWriteXorExecute=0 exec \"$@\""))!;
        var output = child.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        child.WaitForExit();

        Assert.Matches(
            $"^System.IO.IOException: Cannot save the checkpoint '{Regex.Escape(CheckpointPath)}': .* An older one there is untouched, and the next Fit goes on from it. "
            + "Make room, or copy it to another place and set Options.CheckpointPath to that.$", output[^1]);
        Assert.Equal(before, File.ReadAllBytes(CheckpointPath));
        Assert.Equal([CheckpointPath], Directory.GetFiles(_folder));
    }

    private void StartAndKill(int reports, int milliseconds)
    {
        using var child = Process.Start(Child("exec \"$@\""))!;
        while (reports > 0 && child.StandardOutput.ReadLine() is { } line)
        {
            if (!line.StartsWith("Loading", StringComparison.Ordinal))
                reports--;
        }
        Thread.Sleep(milliseconds);
        child.Kill();
        child.WaitForExit();
    }

    private ProcessStartInfo Child(string script)
    {
        var start = new ProcessStartInfo("/bin/bash") { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        string[] arguments =
        [
            "-c", script, "bash", Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", "exec",
            "--runtimeconfig", "Microsoft.ML.SeNet.Tests.runtimeconfig.json", "--depsfile", "Microsoft.ML.SeNet.Tests.deps.json", "SeNetMl.InterruptedTraining.dll", CheckpointPath,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
