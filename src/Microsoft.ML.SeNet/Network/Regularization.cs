using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// The random numbers of a network in training: what is dropped, and how branches are mixed. Those of a step depend on seed and step alone.
/// </summary>
/// <param name="seeds">The training's.</param>
/// <param name="step">The step, counted from 0 over all epochs.</param>
internal sealed class Regularization(Seeds seeds, long step) : IDisposable
{
    private const string Stream = "regularization";

    private Generator? _generator;

    /// <summary>Numbers in [0, 1), on the CPU as all generators are, brought to where they are used.</summary>
    internal Tensor Uniform(long[] shape, Tensor like)
    {
        using var scope = NewDisposeScope();
        return rand(shape, generator: _generator ??= seeds.Generator(Stream, step)).to(like.device).MoveToOuterDisposeScope();
    }

    /// <summary>(N, 1, 1, 1): zero as often as the rate says, else so large that the mean is one.</summary>
    internal Tensor Kept(double rate, long[] shape, Tensor like)
    {
        using var scope = NewDisposeScope();
        return Uniform(shape, like).ge(rate).to(like.dtype).div(1 - rate).MoveToOuterDisposeScope();
    }

    public void Dispose() => _generator?.Dispose();
}
