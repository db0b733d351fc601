using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Compute;
using TorchSharp;

namespace Microsoft.ML.SeNet.Tests.Compute;

public sealed class ComputeTeamTests : IDisposable
{
    private readonly int _before = torch.get_num_threads();

    public void Dispose() => torch.set_num_threads(_before);

    [Fact]
    public void Run_AnyItems_EachIsDoneOnce() => Prop.ForAll<ushort, byte, byte>((items, least, threads) =>
    {
        torch.set_num_threads(1 + (threads % 4));
        var done = new int[items];

        ComputeTeam.Run(items, 1 + least, (from, to) =>
        {
            for (var i = from; i < to; i++)
                Interlocked.Increment(ref done[i]);
        });

        return done.All(times => times == 1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Run_TwoThreads_WorkAtTheSameTime()
    {
        torch.set_num_threads(2);
        using var meeting = new Barrier(2);

        var met = 0;
        ComputeTeam.Run(2, 1, (_, _) =>
        {
            if (meeting.SignalAndWait(TimeSpan.FromSeconds(20)))
                Interlocked.Increment(ref met);
        });

        Assert.Equal(2, met);
    }

    [Fact]
    public void Run_WorkThatFails_ThrowsIt()
    {
        torch.set_num_threads(2);

        var e = Assert.Throws<InvalidOperationException>(
            () => ComputeTeam.Run(2, 1, (from, _) => throw new InvalidOperationException($"no {(from >= 0 ? "luck" : "")}")));

        Assert.Equal("no luck", e.Message);
    }

    [Fact]
    public void Run_LittleWork_StaysOnItsThread()
    {
        torch.set_num_threads(2);
        var here = Environment.CurrentManagedThreadId;

        ComputeTeam.Run(100, 51, (from, to) => Assert.Equal((0, 100, here), (from, to, Environment.CurrentManagedThreadId)));
    }
}
