using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Golden;

/// <summary>What the golden files keep of a large gradient: its norm, its product with a probe, and samples of it.</summary>
internal static class Digest
{
    private const int Sums = 2;

    /// <summary>The largest deviation of a gradient from its digest, each part relative to its own scale.</summary>
    internal static double RelativeError(string name, Tensor digest, Tensor gradient)
    {
        var expected = digest.data<float>().ToArray();
        var numbers = gradient.contiguous().data<float>().ToArray();
        var probe = Pattern.Values($"{name}.probe", numbers.Length);
        double squares = 0, product = 0, largest = 0;
        for (var i = 0; i < numbers.Length; i++)
        {
            squares += (double)numbers[i] * numbers[i];
            product += (double)numbers[i] * probe[i];
            largest = Math.Max(largest, Math.Abs(numbers[i]));
        }
        var norm = Math.Sqrt(squares);
        if (norm == 0 || expected[0] == 0) // behind a hidden unit that is off for every sample
            return norm == expected[0] ? 0 : double.PositiveInfinity;
        var error = Math.Max(
            Math.Abs(norm - expected[0]) / expected[0],
            Math.Abs(product - expected[1]) / (norm * Math.Sqrt(numbers.Length / 3.0)));
        var samples = expected.Length - Sums;
        for (var i = 0; i < samples; i++)
            error = Math.Max(error, Math.Abs(numbers[(long)i * numbers.Length / samples] - expected[Sums + i]) / largest);
        return error;
    }
}
