using TorchSharp;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // one default generator and one count of live tensors

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>
/// A test leaves as many live tensors on its thread as it found. All that it makes dies with one scope; tensors for all tests of a class
/// are made in its constructor (field initializers of a class run before its base class has counted).
/// </summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _before = LiveTensors.Now;

    /// <summary>A scope for the whole test.</summary>
    protected DisposeScope Scope { get; } = torch.NewDisposeScope();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Scope.Dispose();
        LiveTensors.AssertAre(_before);
    }

    /// <summary>The numbers of a tensor, in row-major order.</summary>
    protected static float[] Floats(torch.Tensor tensor) => tensor.data<float>().ToArray();
}
