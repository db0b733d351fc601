using System.Diagnostics;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>What a training leaves behind: nothing.</summary>
public class SeResNetTrainerMemoryTests : TensorTest
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_ThenDispose_LeavesNoTensors()
    {
        Fits.Weights(_ml, Fits.Options());
        var before = LiveTensors.Now;

        Fits.Weights(_ml,
            Fits.Options(options => (options.ValidationFraction, options.EarlyStoppingPatience, options.GradientClipNorm) = (0.25, 1, 1)));

        LiveTensors.AssertAre(before);
    }

    [Fact]
    public void Fit_ThatFails_LeavesNoTensors()
    {
        var before = LiveTensors.Now;
        using var source = new CancellationTokenSource();
        var options = Fits.Options(o => (o.CancellationToken, o.ProgressCallback) = (source.Token, progress =>
        {
            if (progress.Stage == SeNet.TrainingStage.Training)
                source.Cancel();
        }));

        Assert.Throws<OperationCanceledException>(() => Fits.Weights(_ml, options));

        LiveTensors.AssertAre(before);
    }

    [SkippableFact]
    public void Fit_WithoutMemoryForPictures_LeavesNoFile()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Looks at the open files as Linux shows them.");
        var folder = Directory.CreateTempSubdirectory("pixels-").FullName;
        var ml = new MLContext(1) { TempFilePath = folder };
        var (names, open) = (-1, -1);
        var options = Fits.Options(o => (o.MemoryBudgetMegabytes, o.ProgressCallback) =
            (0, _ => (names, open) = (Directory.GetFileSystemEntries(folder).Length, Open())));

        Fits.Weights(ml, options);

        Assert.Equal((0, 1), (names, open));
        Assert.Equal(0, Open());
        Directory.Delete(folder);

        int Open() => Directory.GetFiles("/proc/self/fd")
            .Count(link => new FileInfo(link).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(12)]
    public void Fit_AgainAndAgain_MemoryStaysFlat(int fits) => AssertFlat(fits);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(200)]
    public void Fit_ForLong_MemoryStaysFlat(int fits) => AssertFlat(fits);

    private void AssertFlat(int fits)
    {
        var data = SmallTraining.Data(_ml, 8);
        for (var i = 0; i < 5; i++)
            Fits.Weights(_ml, Fits.Options(), data);
        var before = WorkingSet();

        for (var i = 0; i < fits; i++)
            Fits.Weights(_ml, Fits.Options(), data);

        Assert.InRange(WorkingSet() - before, long.MinValue, 48L << 20);
    }

    private static long WorkingSet()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
