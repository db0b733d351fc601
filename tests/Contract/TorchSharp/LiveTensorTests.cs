[assembly: CollectionBehavior(DisableTestParallelization = true)] // one default generator, and tests that seed it

namespace TorchSharp.Tests;

/// <summary>A test leaves as many live tensors on its thread as it found, where they are counted.</summary>
public abstract class LiveTensorTests : IDisposable
{
    private readonly long _before = LiveTensors.Now;

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        LiveTensors.AssertAre(_before);
    }
}
