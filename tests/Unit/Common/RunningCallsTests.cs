using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public class RunningCallsTests
{
    [Fact]
    public async Task End_WhileACallRuns_WaitsForIt()
    {
        var sut = new RunningCalls(() => new ObjectDisposedException("model"));
        var call = sut.Enter();
        var end = Task.Run(sut.End);

        await Task.Delay(100);
        Assert.False(end.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => sut.Enter());
        call.Dispose();

        Assert.True(await end.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void End_Twice_IsTrueOnce()
    {
        var sut = new RunningCalls(() => new InvalidOperationException());

        Assert.Equal((true, false), (sut.End(), sut.End()));
    }
}
