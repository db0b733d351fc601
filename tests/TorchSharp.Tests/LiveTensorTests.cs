[assembly: CollectionBehavior(DisableTestParallelization = true)] // one default generator, and tests that seed it

namespace TorchSharp.Tests;

/// <summary>A test leaves as many live tensors on its thread as it found.</summary>
public abstract class LiveTensorTests : IDisposable
{
    private readonly long _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.Equal(_before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
