using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>Goes with the packed form of the network, which alone calls it: see <see cref="BlockEnd"/>.</summary>
internal static class BlockTail
{
    internal static bool Takes(Tensor branch, Tensor? scale, Tensor identity) => BlockEnd.Takes(branch, scale, identity);

    internal static void Join(Tensor branch, Tensor? scale, Tensor identity) => BlockEnd.Compute(branch, scale, identity);
}
