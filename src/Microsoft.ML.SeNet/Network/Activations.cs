using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>Activations by libtorch's operators.</summary>
internal static class Activations
{
    internal static Tensor Of(Tensor maps, Activation activation) => activation switch
    {
        Activation.None => maps,
        Activation.ReLU => maps.relu(),
        Activation.ReLU6 => functional.relu6(maps, inplace: false),
        Activation.SiLU => functional.silu(maps, inplace: false),
        Activation.HardSwish => functional.hardswish(maps, inplace: false),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    /// <summary>Overwrites maps without a gradient, and gives them.</summary>
    internal static Tensor Overwrite(Tensor maps, Activation activation) => activation switch
    {
        Activation.None => maps,
        Activation.ReLU => maps.relu_(),
        Activation.ReLU6 => functional.relu6(maps, inplace: true),
        Activation.SiLU => functional.silu(maps, inplace: true),
        Activation.HardSwish => functional.hardswish(maps, inplace: true),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };
}
