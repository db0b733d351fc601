using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Common.OneDnn;

/// <summary>
/// Small convolutions that oneDNN 3.7.1 computes wrongly if it believes in caches of one byte: an output and a gradient of planes, and an output of
/// channels-last maps. Of small whole numbers, so that float32 holds every sum exactly and any right answer equals that in float64, which oneDNN never computes.
/// </summary>
internal static class KnownWrong
{
    private static readonly Case[] s_cases =
    [
        new(Channels: 24, Kernel: 3, ChannelsLast: false),
        new(Channels: 8, Kernel: 3, ChannelsLast: false),
        new(Channels: 40, Kernel: 1, ChannelsLast: true),
    ];

    /// <summary>Whether all are right as things are now.</summary>
    internal static bool AreRight() => s_cases.All(IsRight);

    private static bool IsRight(Case convolution)
    {
        using var scope = NewDisposeScope();
        using var tracked = enable_grad();
        var (output, gradient) = Compute(convolution, ScalarType.Float32);
        var (expected, expectedGradient) = Compute(convolution, ScalarType.Float64);
        return output.to(ScalarType.Float64).Equals(expected) && gradient.to(ScalarType.Float64).Equals(expectedGradient);
    }

    /// <summary>(2, C, 5, 5) → (2, C, 5, 5), and what its input gets for a gradient of the output's own size.</summary>
    private static (Tensor Output, Tensor Gradient) Compute(Case convolution, ScalarType type)
    {
        const int Batch = 2;
        const int Side = 5;
        var (channels, kernel) = (convolution.Channels, convolution.Kernel);
        var input = Whole(type, 7, Batch, channels, Side, Side);
        if (convolution.ChannelsLast)
            input = input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        input = input.detach().requires_grad_();
        var output = nn.functional.conv2d(input, Whole(type, 3, channels, channels, kernel, kernel), padding: [kernel / 2, kernel / 2]);
        output.backward([Whole(type, 5, Batch, channels, Side, Side)]);
        return (output.detach(), input.grad!);
    }

    /// <summary>Whole numbers from -2 to 2.</summary>
    private static Tensor Whole(ScalarType type, int step, params long[] size) => arange(size.Aggregate((a, b) => a * b)).mul(step).div(3, RoundingMode.floor).remainder(5).sub(2).to(type).view(size);

    private readonly record struct Case(int Channels, int Kernel, bool ChannelsLast);
}
