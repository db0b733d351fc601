using TorchSharp;
using static TorchSharp.torch;

namespace SeNetMl.Tests.Shared;

/// <summary>The rule by which numbers are held against PyTorch's: the largest difference,
/// relative to the largest expected number.</summary>
internal static class Close
{
    internal static double RelativeError(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        var difference = (actual.to(float64) - expected.to(float64)).abs().max().ToDouble();
        var largest = expected.to(float64).abs().max().ToDouble();
        return difference == 0 ? 0 : difference / largest;
    }

    /// <summary>Asserts that every named tensor is within the tolerance; tells all that are not.</summary>
    internal static void All(IEnumerable<(string Name, Tensor Expected, Tensor Actual)> pairs, double tolerance)
    {
        var checkedPairs = pairs.Select(pair => (pair.Name, Error: RelativeError(pair.Expected, pair.Actual))).ToList();
        Assert.NotEmpty(checkedPairs);
        Assert.Empty(checkedPairs.Where(pair => !(pair.Error <= tolerance)).Select(
            pair => $"{pair.Name}: relative error {pair.Error:E2}, at most {tolerance:E0}"));
    }

    internal static void One(string name, Tensor expected, Tensor actual, double tolerance) => All([(name, expected, actual)], tolerance);
}
