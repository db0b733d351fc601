using TorchSharp;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>Fails when this thread has more live tensors at the end than at the start.</summary>
internal sealed class LeakCheck : IDisposable
{
    private readonly long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public void Dispose() => Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
}
