using static TorchSharp.torch;

namespace SeNetMl.Convolutions;

/// <summary>Has the memory that the next convolution gets hold what is not a number, so that one which reads what
/// it did not write shows.</summary>
internal static class StaleMemory
{
    private static readonly long[] s_sizes = [64, 1024, 4096, 16384, 65536, 300_000];

    internal static void Fill()
    {
        using var scope = NewDisposeScope();
        foreach (var size in s_sizes)
        {
            for (var i = 0; i < 4; i++)
                full([size], float.NaN);
        }
        // oneDNN keeps memory of its own for intermediate numbers.
        var input = full([2, 64, 8, 8], float.NaN, ScalarType.BFloat16).requires_grad_();
        var weight = full([64, 64, 5, 5], float.NaN, ScalarType.BFloat16).requires_grad_();
        var output = nn.functional.conv2d(input, weight, padding: [2, 2]);
        output.backward([output.detach()]);
    }
}
