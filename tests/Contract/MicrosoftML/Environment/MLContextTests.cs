using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace SeNetMl.MicrosoftML.Tests.Environment;

public class MLContextTests
{
    [Fact]
    public void Log_MessageOfAHost_TellsWhereItComesFrom()
    {
        var sut = new MLContext(seed: 3);
        var messages = new List<LoggingEventArgs>();
        sut.Log += (_, message) => messages.Add(message);

        IHostEnvironment host = ((IHostEnvironment)sut).Register("Outer").Register("Inner");
        using (var channel = host.Start("Work"))
        {
            channel.Warning(MessageSensitivity.None, "{0} of {1}", 1, 2);
            channel.Info("plain {text}");
        }

        Assert.Equal("[Source=Inner; Work, Kind=Trace] Channel started", messages[0].Message);
        Assert.Equal("[Source=Inner; Work, Kind=Warning] 1 of 2", messages[1].Message);
        Assert.Equal(("plain {text}", ChannelMessageKind.Info, "Inner; Work"), (messages[2].RawMessage, messages[2].Kind, messages[2].Source));
        Assert.StartsWith("Channel finished. Elapsed ", messages[3].RawMessage, StringComparison.Ordinal);
        Assert.Equal("Channel disposed", messages[4].RawMessage);
    }

    [Fact]
    public void Register_Settings_AreHandedDown()
    {
        var sut = new MLContext(seed: 3) { GpuDeviceId = 1, FallbackToCpu = false };

        var root = (IHostEnvironmentInternal)sut.MulticlassClassification.GetEnvironment();
        var early = (IHostEnvironmentInternal)((IHostEnvironment)sut).Register("Early");
        sut.FallbackToCpu = true;
        sut.GpuDeviceId = null;
        var late = (IHostEnvironmentInternal)((IHostEnvironment)sut).Register("Late");

        Assert.Equal((3, (int?)null, true), (root.Seed!.Value, root.GpuDeviceId, root.FallbackToCpu)); // the context's own
        Assert.Equal((3, (int?)1, false), (early.Seed!.Value, early.GpuDeviceId, early.FallbackToCpu)); // as they were then
        Assert.Equal((3, (int?)null, true), (late.Seed!.Value, late.GpuDeviceId, late.FallbackToCpu));
        Assert.False(new MLContext().FallbackToCpu);
        Assert.Null(((IHostEnvironmentInternal)new MLContext()).Seed);
    }

    [Fact]
    public void CancelExecution_HostsOfTheContext_AreCancelled()
    {
        var sut = new MLContext();
        var before = ((IHostEnvironment)sut.Model.GetEnvironment()).Register("Before");
        before.CheckAlive();

        sut.CancelExecution();
        var after = sut.Model.GetEnvironment().Register("After");

        Assert.Equal("Operation was canceled.", Assert.Throws<OperationCanceledException>(() => before.CheckAlive()).Message);
        Assert.True(((ICancelable)before).IsCanceled);
        Assert.True(((ICancelable)after).IsCanceled); // and what is registered later
    }

    [Fact]
    public void MapValueToKey_CancelledContext_StopsFitting()
    {
        var sut = new MLContext();
        IEnumerable<Row> Endless()
        {
            for (int i = 0; ; i++)
            {
                if (i == 100)
                    sut.CancelExecution();
                yield return new Row { Value = i % 7 };
            }
        }

        var exception = Assert.Throws<OperationCanceledException>(() => sut.Transforms.Conversion.MapValueToKey("Key", "Value").Fit(sut.Data.LoadFromEnumerable(Endless())));

        Assert.Equal("Operation was canceled.", exception.Message);
    }

    [Fact]
    public void GetOptionOrDefault_Options_AreKept()
    {
        var sut = new MLContext();

        Assert.True(sut.TryAddOption("a", 1));
        Assert.False(sut.TryAddOption("a", 2));
        Assert.Equal(1, sut.GetOptionOrDefault<int>("a"));
        Assert.Equal(0, sut.GetOptionOrDefault<int>("b"));
        Assert.True(sut.TryGetOption("b", out int _));
        Assert.False(sut.TryGetOption("a", out string _));
        Assert.True(sut.RemoveOption("a"));
        Assert.False(sut.TryGetOption("a", out int _));
    }

    [Fact]
    public void Checkpoint_TooManyValues_Throws()
    {
        IHostEnvironment sut = new MLContext();
        using var progress = sut.StartProgressChannel("Training");
        progress.SetHeader(new ProgressHeader(["loss"], ["epochs"]), entry => entry.SetProgress(0, 1));
        progress.Checkpoint(0.5, 1, 10);

        var exception = Assert.Throws<InvalidOperationException>(() => progress.Checkpoint(1, 2, 3, 4));

        Assert.Equal("Too many values provided in Checkpoint", exception.Message);
    }

    [Fact]
    public void Rand_SeededHosts_DrawAsGenuineOnesDo()
    {
        var sut = ((IHostEnvironment)new MLContext(seed: 1)).Register("Own");
        var seeded = ((IHostEnvironment)new MLContext(seed: 1)).Register("Own", seed: 5);

        Assert.Equal("408 466 532 933 415", string.Join(' ', Enumerable.Range(0, 5).Select(_ => sut.Rand.Next(1000))));
        Assert.Equal("912 220 87 712 544", string.Join(' ', Enumerable.Range(0, 5).Select(_ => seeded.Rand.Next(1000))));
    }

    private sealed class Row
    {
        public float Value { get; set; }
    }
}
