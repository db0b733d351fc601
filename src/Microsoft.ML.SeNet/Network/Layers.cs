using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// Own: makes the layers of a network in one of two forms. Trained: convolutions without bias, each followed by batch normalisation.
/// Folded: convolutions with bias, and nothing where the normalisation stood. And once without memory, to ask a network for its shapes.
/// </summary>
internal sealed class Layers(bool folded, Device device)
{
    internal static readonly Layers Trained = new(folded: false, CPU);
    internal static readonly Layers Folded = new(folded: true, CPU);

    /// <summary>The trained form on the meta device: names and shapes, no numbers.</summary>
    internal static readonly Layers Shapes = new(folded: false, META);

    internal bool IsFolded => folded;

    /// <summary>A convolution that keeps the size of the map but for its stride.</summary>
    internal Module<Tensor, Tensor> Convolution(int from, int to, int kernel, int stride = 1, int groups = 1) =>
        Conv2d(from, to, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: folded, device: device);

    internal Module<Tensor, Tensor> Normalisation(int channels) => folded ? Identity() : BatchNorm2d(channels, device: device);

    /// <summary>A layer of squeeze and excitation.</summary>
    internal Module<Tensor, Tensor> Excitation(int from, int to, bool bias) => Conv2d(from, to, 1, bias: bias, device: device);

    internal Module<Tensor, Tensor> FullyConnected(int from, int to) => Linear(from, to, device: device);

    /// <summary>
    /// Keeps a module's weights and statistics from dying with the dispose scope that it was made in. TorchSharp 0.102 registers the
    /// layers' weights with that scope, and newer versions leave temporary tensors behind when layers set their weights: so modules are
    /// made in a scope, and their own tensors are taken out of it.
    /// </summary>
    internal static void Keep(Module module)
    {
        foreach (var weight in module.parameters())
            weight.DetachFromDisposeScope();
        foreach (var statistic in module.buffers())
            statistic.DetachFromDisposeScope();
    }

    /// <summary>The projection of a shortcut, <c>downsample.0</c> and <c>downsample.1</c>.</summary>
    internal Module<Tensor, Tensor> Projection(int from, int to, int kernel, int stride) =>
        new Projection(Convolution(from, to, kernel, stride), Normalisation(to));
}
