using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>What a network says of an input that does not fit it.</summary>
internal static class Shapes
{
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
