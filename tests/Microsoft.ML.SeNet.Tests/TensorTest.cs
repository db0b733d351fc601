using TorchSharp;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // libtorch's threads and the live-tensor count belong to the process

namespace Microsoft.ML.SeNet.Tests;

/// <summary>Fails a test that leaves tensors behind on its thread.</summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.Equal(_before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
