using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// A shortcut without weights (He et al., https://arxiv.org/abs/1512.03385, section 4.1, option A): every stride-th row and column, and
/// zeros for the channels that are new. The paper does not say where the zeros stand; as in the CIFAR networks that are shared for PyTorch,
/// half of them stand before and half behind the input's channels. (N, C, H, W) → (N, C', H', W').
/// </summary>
internal static class ParameterFreeShortcut
{
    internal static Tensor Of(Tensor input, int stride, int channels)
    {
        var added = channels - input.shape[1];
        var sampled = input.slice(2, 0, input.shape[2], stride).slice(3, 0, input.shape[3], stride); // (N, C, H', W')
        return functional.pad(sampled, (long[])[0, 0, 0, 0, added / 2, added - (added / 2)]); // (N, C', H', W')
    }
}
