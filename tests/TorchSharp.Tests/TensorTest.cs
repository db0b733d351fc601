namespace TorchSharp.Tests;

/// <summary>
/// A test that makes tensors: what it leaves alive on its thread fails it. Tensors for all of a class are made in its
/// constructor (field initialisers of a class run before its base class has counted).
/// </summary>
public abstract class TensorTest : IDisposable
{
    private readonly long _liveBefore = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>A scope for a whole test, for those in which lifetime is not the point.</summary>
    protected DisposeScope Scope { get; } = torch.NewDisposeScope();

    public virtual void Dispose()
    {
        Scope.Dispose();
        GC.SuppressFinalize(this);
        Assert.Equal(_liveBefore, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    /// <summary>The numbers of a tensor, in row-major order.</summary>
    protected static float[] Floats(torch.Tensor tensor) => tensor.data<float>().ToArray();
}
