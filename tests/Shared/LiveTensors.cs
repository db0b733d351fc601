using TorchSharp;

namespace SeNetMl.Tests.Shared;

/// <summary>How many tensors are alive on this thread, those in no dispose scope included.</summary>
internal static class LiveTensors
{
    internal static long Now => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    internal static void AssertAre(long expected) => Assert.Equal(expected, Now);
}
