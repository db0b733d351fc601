using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>Tensors from numbers and back.</summary>
internal static class Numbers
{
    internal static Tensor Of(long[] shape, params double[] numbers) => tensor(numbers, shape, float32);

    /// <summary>start, start + step, …, so that no two elements are alike.</summary>
    internal static Tensor Ramp(long[] shape, double start = 0, double step = 1) =>
        Of(shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(i => start + step * i)]);

    internal static double[] In(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(float64).contiguous().data<double>().ToArray();
    }

    internal static void AssertClose(double[] expected, Tensor got, double tolerance = 1e-6)
    {
        var numbers = In(got);
        Assert.Equal(expected.Length, numbers.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - numbers[i]) <= tolerance, $"element {i}: expected {expected[i]}, got {numbers[i]}");
    }
}
