using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SeNetMl.Benchmarks.Peers;

/// <summary>
/// TorchSharp's layers on maps of any type: where maps are bfloat16 and weights float32, convolutions and the fully connected layer round
/// their weights on the way, which is what PyTorch's autocast does and TorchSharp has no word for.
/// Batch normalization takes both types as they are.
/// </summary>
internal static class PlainLayers
{
    internal static (Conv2d Convolution, BatchNorm2d Normalization) Pair(int input, int output, int kernel, int stride) =>
        (Conv2d(input, output, kernel, stride, padding: kernel / 2, bias: false), BatchNorm2d(output));

    internal static Tensor Apply((Conv2d Convolution, BatchNorm2d Normalization) pair, Tensor maps)
    {
        using var convolved = Apply(pair.Convolution, maps);
        return pair.Normalization.call(convolved);
    }

    internal static Tensor Apply(Conv2d layer, Tensor maps)
    {
        if (layer.weight!.dtype == maps.dtype)
            return layer.call(maps);
        using var scope = NewDisposeScope();
        return functional.conv2d(maps, layer.weight.to(maps.dtype), layer.bias?.to(maps.dtype), layer.stride, layer.padding)
            .MoveToOuterDisposeScope();
    }

    internal static Tensor Apply(Linear layer, Tensor features)
    {
        if (layer.weight!.dtype == features.dtype)
            return layer.call(features);
        using var scope = NewDisposeScope();
        return functional.linear(features, layer.weight.to(features.dtype), layer.bias!.to(features.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>Channels-last by hand: TorchSharp has no memory formats. Shape and numbers stay.</summary>
    internal static Tensor ChannelsLast(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The same for the weights of all convolutions.</summary>
    internal static void MakeChannelsLast(Module network)
    {
        using var untracked = no_grad();
        foreach (var weight in network.parameters().Where(parameter => parameter.ndim == 4))
        {
            using var moved = ChannelsLast(weight.detach());
            weight.set_(moved);
        }
    }

    /// <summary>Rounds the weights for good, for a network that only predicts. Batch normalization stays float32.</summary>
    internal static void Round(Module network)
    {
        foreach (var layer in network.modules().Where(layer => layer is TorchSharp.Modules.Conv2d or TorchSharp.Modules.Linear))
            layer.to(ScalarType.BFloat16);
    }
}
