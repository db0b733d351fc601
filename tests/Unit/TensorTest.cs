using System.Runtime.CompilerServices;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")] // as the library does, and through its attribute
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]
[assembly: CollectionBehavior(DisableTestParallelization = true)] // libtorch's threads and the live-tensor count belong to the process

namespace Microsoft.ML.SeNet.Tests;

/// <summary>Fails a test that leaves tensors behind on its thread.</summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _before = LiveTensors.Now;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        LiveTensors.AssertAre(_before);
    }
}
