using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>What a network says of an input that does not fit it.</summary>
internal static class Shapes
{
    /// <summary>Passes a batch of pictures (N, C, H, W) that a network can take.</summary>
    internal static void ExpectPictures(NetworkOptions network, Tensor input)
    {
        Expect(network.Name, input, network.InputChannels);
        var (least, shape) = (VariantRow.Of(network.Variant).LeastSide(network), input.shape);
        if (Math.Min(shape[2], shape[3]) < least)
            throw TooSmall(network, shape);
    }

    /// <summary>What a network says of pictures that are too small for it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="size">What was given.</param>
    internal static ArgumentException TooSmall(NetworkOptions network, params long[] size)
    {
        var least = VariantRow.Of(network.Variant).LeastSide(network);
        var pooling = network.StemPooling == StemPooling.Ceiling ? $" with {nameof(StemPooling)} {network.StemPooling}" : "";
        return new ArgumentException(
            $"{network.Name}{pooling} takes pictures of at least {least} × {least} pixels, got ({string.Join(", ", size)}).", "input");
    }

    /// <summary>Passes a batch of maps (N, C, H, W) with the right number of channels and no empty side.</summary>
    internal static void Expect(string what, Tensor input, long channels)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.shape;
        if (shape.Length != 4 || shape[1] != channels || shape[2] < 1 || shape[3] < 1)
            throw new ArgumentException(
                $"{what} takes an input of shape (N, {channels}, H, W), got ({string.Join(", ", shape)}).", nameof(input));
    }
}
