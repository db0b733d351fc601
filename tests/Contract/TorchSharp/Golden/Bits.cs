using static TorchSharp.torch;

namespace TorchSharp.Tests.Golden;

/// <summary>Where no rounding is allowed.</summary>
internal static class Bits
{
    internal static void AssertEqual(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.bytes.ToArray(), actual.bytes.ToArray());
    }
}
