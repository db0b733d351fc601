namespace TorchSharp.Tests;

/// <summary>
/// A live-tensor test in which lifetime is not the point: all that it makes dies with one scope. Tensors for all of a class are made in
/// its constructor (field initialisers of a class run before its base class has counted).
/// </summary>
public abstract class TensorTest : LiveTensorTests
{
    /// <summary>A scope for the whole test.</summary>
    protected DisposeScope Scope { get; } = torch.NewDisposeScope();

    public override void Dispose()
    {
        Scope.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The numbers of a tensor, in row-major order.</summary>
    protected static float[] Floats(torch.Tensor tensor) => tensor.data<float>().ToArray();
}
