using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>How weights lie in memory, contiguous or channels-last: a pass over them goes through the memory as it is.</summary>
internal static class WeightLayout
{
    /// <summary>
    /// Lays the weights of convolutions out as convolutions of channels-last maps want them; else libtorch copies them into that layout for
    /// each pass, forward and backward. Shapes and numbers stay.
    /// </summary>
    internal static void MakeChannelsLast(nn.Module network)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var weight in network.parameters().Where(parameter => parameter.ndim == 4))
            weight.set_(weight.detach().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));
    }

    /// <summary>
    /// The numbers of a weight in the order of its memory, contiguous: itself or a view; a copy only where it is neither contiguous nor
    /// channels-last.
    /// </summary>
    internal static Tensor Memory(Tensor weight) =>
        weight.is_contiguous() || weight.ndim != 4 ? MapMemory.Contiguous(weight) : MapMemory.Rows(weight);

    /// <summary>Whether <see cref="Memory"/> is the weight's own memory.</summary>
    internal static bool IsMemory(Tensor weight) =>
        weight.is_contiguous() || (weight.ndim == 4 && weight.permute(0, 2, 3, 1).is_contiguous());

    /// <summary>Whether tensors of one shape lie in memory alike.</summary>
    internal static bool AreAlike(Tensor one, Tensor other, Tensor? third) =>
        one.is_contiguous() == other.is_contiguous() && (third is null || one.is_contiguous() == third.is_contiguous());
}
