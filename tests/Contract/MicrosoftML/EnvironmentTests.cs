using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>Seed, device, cancellation and messages, which a trainer takes from the environment of its catalog.</summary>
public class EnvironmentTests
{
    [Fact]
    public void Register_Settings_AreHandedDownAsTheyAreThen()
    {
        var sut = new MLContext(seed: 3) { GpuDeviceId = 1, FallbackToCpu = false };

        var root = (IHostEnvironmentInternal)sut.MulticlassClassification.GetEnvironment();
        var early = (IHostEnvironmentInternal)((IHostEnvironment)sut).Register("Early");
        sut.FallbackToCpu = true;
        sut.GpuDeviceId = null;

        Assert.Equal((3, (int?)null, true), (root.Seed!.Value, root.GpuDeviceId, root.FallbackToCpu)); // the context's own
        Assert.Equal((3, (int?)1, false), (early.Seed!.Value, early.GpuDeviceId, early.FallbackToCpu));
        Assert.False(new MLContext().FallbackToCpu);
        Assert.Null(((IHostEnvironmentInternal)new MLContext()).Seed);
    }

    [Fact]
    public void CancelExecution_HostsBeforeAndAfter_AreCancelled()
    {
        var sut = new MLContext();
        var before = ((IHostEnvironment)sut.Model.GetEnvironment()).Register("Before");
        before.CheckAlive();

        sut.CancelExecution();
        var after = sut.Model.GetEnvironment().Register("After");

        Assert.Equal("Operation was canceled.", Assert.Throws<OperationCanceledException>(before.CheckAlive).Message);
        Assert.Throws<OperationCanceledException>(after.CheckAlive);
    }

    [Fact]
    public void Log_MessageOfAHost_TellsWhereItComesFrom()
    {
        var sut = new MLContext(seed: 3);
        var messages = new List<LoggingEventArgs>();
        sut.Log += (_, message) => messages.Add(message);

        using (var channel = ((IHostEnvironment)sut).Register("Outer").Start("Work"))
            channel.Warning("{0} of {1}", 1, 2);

        Assert.Contains("[Source=Outer; Work, Kind=Warning] 1 of 2", messages.Select(message => message.Message));
    }

    [Fact]
    public void Checkpoint_MoreValuesThanNamed_Throws()
    {
        IHostEnvironment sut = new MLContext();
        using var progress = sut.StartProgressChannel("Training");
        progress.SetHeader(new ProgressHeader(["loss"], ["epochs"]), entry => entry.SetProgress(0, 1));
        progress.Checkpoint(0.5, 1, 10); // a metric, then an epoch and of how many

        Assert.Equal("Too many values provided in Checkpoint",
            Assert.Throws<InvalidOperationException>(() => progress.Checkpoint(1, 2, 3, 4)).Message);
    }
}
