using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// A convolution in float32 on the CPU as matrix products of tiles, with what follows it.
/// Equal pictures give equal bits in batches of any size and on any number of threads. For any number of threads at a time.
/// </summary>
internal abstract class TiledConvolution : IDisposable
{
    private readonly Tensor _bias;
    private readonly float _floor;

    /// <param name="weight">(C', C, k, k).</param>
    /// <param name="bias">(C').</param>
    /// <param name="relu">Whether ReLU follows.</param>
    protected TiledConvolution(Tensor weight, Tensor bias, bool relu)
    {
        (OutputChannels, InputChannels) = ((int)weight.shape[0], (int)weight.shape[1]);
        _bias = bias.detach().clone().DetachFromDisposeScope();
        _floor = relu ? 0 : float.NegativeInfinity;
    }

    protected int InputChannels { get; }

    protected int OutputChannels { get; }

    /// <summary>Panels of 64 of the output's channels.</summary>
    protected int Panels => OutputChannels / Channels64.Count;

    /// <summary>Why this processor or such a convolution is not made for it; null where both are.</summary>
    /// <param name="weight">(C', C / groups, k, k).</param>
    /// <param name="groups">Of its channels.</param>
    internal static string? Obstacle(Tensor weight, int groups) =>
        groups != 1 ? $"{groups} groups"
        : weight.dtype != ScalarType.Float32 ? $"{weight.dtype}"
        : weight.shape[0] % Channels64.Count != 0 ? $"{weight.shape[0]} output channels, not {Channels64.Count}·n"
        : !Vector512.IsHardwareAccelerated ? "no AVX-512"
        : null;

    /// <summary>Makes one that has no <see cref="Obstacle"/>; copies what it needs.</summary>
    internal static TiledConvolution Of(Tensor weight, Tensor bias, int stride, int padding, bool relu) =>
        WinogradConvolution.Obstacle(weight, stride, padding) is null
            ? new WinogradConvolution(weight, bias, relu)
            : new DirectConvolution(weight, bias, stride, padding, relu);

    /// <summary>Applies it: (N, C, H, W), best channels-last → (N, C', H', W'), channels-last.</summary>
    internal Tensor Run(Tensor input)
    {
        using var scope = NewDisposeScope();
        return MapMemory.Maps(Compute(MapMemory.Rows(input))).MoveToOuterDisposeScope();
    }

    /// <summary>Whether it can end a residual block in the same pass.</summary>
    internal virtual bool EndsBlocks => false;

    /// <summary>ReLU(scale · convolution + identity).</summary>
    /// <param name="input">(N, C, H, W), best channels-last.</param>
    /// <param name="scale">(N, C', 1, 1) float32; null for ones.</param>
    /// <param name="identity">(N, C', H', W') float32, best channels-last.</param>
    /// <returns>(N, C', H', W'), channels-last.</returns>
    internal virtual Tensor RunAndEndBlock(Tensor input, Tensor? scale, Tensor identity) =>
        throw new NotSupportedException($"A {GetType().Name} ends no block.");

    /// <summary>(N, H, W, C) → (N, H', W', C').</summary>
    protected abstract Tensor Compute(Tensor rows);

    /// <summary>The end of every tile, but for its place.</summary>
    protected unsafe TileEnd End() => new() { Stride = OutputChannels, Bias = MapMemory.Floats(_bias), Floor = _floor };

    public virtual void Dispose() => _bias.Dispose();
}
