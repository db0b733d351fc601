using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Engines.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// Makes the layers of a network in one of three forms. Trained: convolutions without bias, each followed by batch normalization.
/// Folded: convolutions with bias, and nothing where the normalization stood. Packed: the same, by <see cref="PackedConvolutions"/>. And once without
/// memory, to ask a network for its shapes.
/// </summary>
internal sealed class Layers(bool folded, Device device, PackedConvolutions? packed = null)
{
    internal static readonly Layers Trained = new(folded: false, CPU);
    internal static readonly Layers Folded = new(folded: true, CPU);

    /// <summary>The trained form on the meta device: names and shapes, no numbers.</summary>
    internal static readonly Layers Shapes = new(folded: false, META);

    /// <summary>The packed form.</summary>
    /// <param name="convolutions">Where the convolutions go; lives as long as the network and is its caller's to dispose.</param>
    internal static Layers PackedIn(PackedConvolutions convolutions) => new(folded: true, CPU, convolutions);

    internal bool IsFolded => folded;

    internal bool IsPacked => packed is not null;

    /// <summary>A convolution that keeps the size of the map but for its stride.</summary>
    /// <param name="from">Channels of its input.</param>
    /// <param name="to">Channels of its output.</param>
    /// <param name="kernel">Side of its kernel.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="activated">Whether <see cref="Activated"/> will call it, so that it may apply ReLU itself.</param>
    internal Module<Tensor, Tensor> Convolution(int from, int to, int kernel, int stride = 1, int groups = 1, bool activated = false) => packed is null
        ? new PlainConvolution([to, from / groups, kernel, kernel], stride, groups, hasBias: folded, device)
        : new PackedConvolution(packed, stride, kernel / 2, groups, activated);

    internal Module<Tensor, Tensor> Normalization(int channels) => folded ? Identity() : BatchNorm2d(channels, device: device);

    /// <summary>A convolution, its normalization and ReLU.</summary>
    internal static Tensor Activated(Module<Tensor, Tensor> convolution, Module<Tensor, Tensor> normalization, Tensor input) =>
        convolution is PackedConvolution { AppliesReLU: true } packed
            ? packed.call(input)
            : Fusion.Normalize(convolution.call(input), normalization, rectifies: true);

    /// <summary>A layer of squeeze and excitation.</summary>
    /// <param name="from">Channels of its input.</param>
    /// <param name="to">Channels of its output.</param>
    /// <param name="bias">Whether it has one.</param>
    /// <param name="pooled">Whether its maps are of one position.</param>
    internal Module<Tensor, Tensor> Excitation(int from, int to, bool bias, bool pooled) =>
        IsPacked && pooled ? new DenseLayer([to, from, 1, 1], bias) : Conv2d(from, to, 1, bias: bias, device: device);

    internal Module<Tensor, Tensor> FullyConnected(int from, int to) => IsPacked ? new DenseLayer([to, from], hasBias: true) : Linear(from, to, device: device);

    /// <summary>
    /// A weight, yet to be written, of a layer of ours. TorchSharp's layers take theirs out of the dispose scope that they are made in; a parameter in
    /// a field of another module would die with it.
    /// </summary>
    internal static Parameter Weight(long[] shape, Device device, bool learns = true) =>
        (Parameter)new Parameter(empty(shape, device: device), learns).DetachFromDisposeScope();

    /// <summary>The projection of a shortcut, <c>downsample.0</c> and <c>downsample.1</c>.</summary>
    internal Module<Tensor, Tensor> Projection(int from, int to, int kernel, int stride) =>
        new Projection(Convolution(from, to, kernel, stride), Normalization(to));
}
