using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// Small convolutions that oneDNN 3.7.1 computes wrongly if it believes in caches of one byte, on any number of threads, and that end no process. Of small
/// whole numbers, so that float32 holds every sum exactly and any right answer equals that in float64, which oneDNN never computes.
/// </summary>
internal static class KnownWrong
{
    private static readonly Case[] s_cases =
    [
        new(From: 20, To: 52, Kernel: 3, ChannelsLast: false), // its output, with AVX2 and AVX-512
        new(From: 8, To: 8, Kernel: 3, ChannelsLast: false), // its gradient, with AVX-512
        new(From: 40, To: 40, Kernel: 1, ChannelsLast: true), // its output, with AVX-512
        new(From: 32, To: 100, Kernel: 3, ChannelsLast: true), // its output, with AVX2
    ];

    /// <summary>Whether all are right as things are now.</summary>
    internal static bool AreRight() => s_cases.All(IsRight);

    private static bool IsRight(Case convolution)
    {
        using var scope = NewDisposeScope();
        using var normal = inference_mode(false); // the caller may be in that mode
        using var tracked = enable_grad();
        var (output, gradient) = Compute(convolution, ScalarType.Float32);
        var (expected, expectedGradient) = Compute(convolution, ScalarType.Float64);
        return output.to(ScalarType.Float64).Equals(expected) && gradient.to(ScalarType.Float64).Equals(expectedGradient);
    }

    /// <summary>(2, C, 5, 5) → (2, C', 5, 5), and what its input gets for a gradient of the output's own size.</summary>
    private static (Tensor Output, Tensor Gradient) Compute(Case convolution, ScalarType type)
    {
        const int Batch = 2;
        const int Side = 5;
        var (from, to, kernel, _) = convolution;
        var input = Whole(type, 7, Batch, from, Side, Side);
        if (convolution.ChannelsLast)
            input = input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        input = input.detach().requires_grad_();
        var output = nn.functional.conv2d(input, Whole(type, 3, to, from, kernel, kernel), padding: [kernel / 2, kernel / 2]);
        output.backward([Whole(type, 5, Batch, to, Side, Side)]);
        return (output.detach(), input.grad!);
    }

    /// <summary>Whole numbers from -2 to 2.</summary>
    private static Tensor Whole(ScalarType type, int step, params long[] size) =>
        arange(size.Aggregate((a, b) => a * b), device: CPU).mul(step).div(3, RoundingMode.floor).remainder(5).sub(2).to(type).view(size);

    private readonly record struct Case(int From, int To, int Kernel, bool ChannelsLast);
}
