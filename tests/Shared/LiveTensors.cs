using TorchSharp;

namespace SeNetMl.Tests.Shared;

/// <summary>How many tensors are alive on this thread.</summary>
internal static class LiveTensors
{
    /// <summary>
    /// Whether the count is one of all tensors. TorchSharp 0.102 leaves out what belongs to no dispose scope and counts a parameter made
    /// in a scope for ever, so that no balance can be drawn there.
    /// </summary>
    internal static bool AreCounted { get; } = CountWhatIsInNoScope();

    internal static long Now => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    internal static void AssertAre(long expected)
    {
        if (AreCounted)
            Assert.Equal(expected, Now);
    }

    private static bool CountWhatIsInNoScope()
    {
        var before = Now;
        using var free = torch.ones(1).DetachFromDisposeScope();
        return Now == before + 1;
    }
}
