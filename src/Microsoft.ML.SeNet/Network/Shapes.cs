using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>What a network says of an input that does not fit it.</summary>
internal static class Shapes
{
    // The least side of a picture of which unpadded pooling, behind a convolution of stride 2, still finds something to pool.
    private const int LeastUnpadded = 3;

    /// <summary>Passes a batch of pictures (N, C, H, W) that a network can take.</summary>
    internal static void ExpectPictures(NetworkOptions network, Tensor input)
    {
        Expect(network.Name, input, network.InputChannels);
        var (pooling, shape) = (network.StemPooling, input.shape);
        if (VariantRow.Of(network.Variant).StemPools && pooling == StemPooling.Ceiling && Math.Min(shape[2], shape[3]) < LeastUnpadded)
            throw new ArgumentException(
                $"{network.Name} with {nameof(StemPooling)} {pooling} takes pictures of at least {LeastUnpadded} × {LeastUnpadded} pixels, "
                + $"got ({string.Join(", ", shape)}).", nameof(input));
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
