using TorchSharp;

namespace SeNetMl.Compat.Tests.Tensors;

/// <summary>Numbers that do not fit are refused with libtorch's message, where genuine TorchSharp ends the process.</summary>
public sealed class ScalarConversionTests
{
    private static void AssertOverflow(string type, Action conversion) => Assert.Equal(
        $"value cannot be converted to type {type} without overflow",
        Assert.Throws<OverflowException>(conversion).Message);

    [Theory]
    [InlineData(256L)]
    [InlineData(-256L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void ToByte_IntegerBeyond_Throws(long value) => AssertOverflow("uint8_t", () => value.ToScalar().ToByte());

    [Theory]
    [InlineData(-1.0)]
    [InlineData(255.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ToByte_RealBeyond_Throws(double value) => AssertOverflow("uint8_t", () => value.ToScalar().ToByte());

    [Theory]
    [InlineData(1L << 31)]
    [InlineData(-(1L << 31) - 1)]
    [InlineData(long.MaxValue)]
    public void ToInt32_IntegerBeyond_Throws(long value) => AssertOverflow("int", () => value.ToScalar().ToInt32());

    [Theory]
    [InlineData(2147483647.5)]
    [InlineData(-1e10)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void ToInt32_RealBeyond_Throws(double value) => AssertOverflow("int", () => value.ToScalar().ToInt32());

    [Theory]
    [InlineData(9223372036854775808.0)]
    [InlineData(-1e19)]
    [InlineData(double.NaN)]
    public void ToInt64_RealBeyond_Throws(double value) => AssertOverflow("int64_t", () => value.ToScalar().ToInt64());

    [Theory]
    [InlineData(1e39)]
    [InlineData(-1e300)]
    public void ToSingle_Beyond_Throws(double value) => AssertOverflow("float", () => value.ToScalar().ToSingle());

    [Fact]
    public void Conversions_AtTheBounds_Fit()
    {
        Assert.Equal((255, 0), (255.ToScalar().ToByte(), 0.75.ToScalar().ToByte()));
        Assert.Equal((255, 1), ((-1).ToScalar().ToByte(), (-255).ToScalar().ToByte())); // negative integers wrap around, as in libtorch
        Assert.Equal((int.MinValue, int.MaxValue), (((double)int.MinValue).ToScalar().ToInt32(), ((double)int.MaxValue).ToScalar().ToInt32()));
        Assert.Equal((long.MinValue, long.MaxValue), (((double)long.MinValue).ToScalar().ToInt64(), long.MaxValue.ToScalar().ToInt64()));
        Assert.Equal((float.MaxValue, float.NegativeInfinity), (((double)float.MaxValue).ToScalar().ToSingle(), double.NegativeInfinity.ToScalar().ToSingle()));
        Assert.True(float.IsNaN(double.NaN.ToScalar().ToSingle()));
        Assert.Equal((-2, 1), ((-2.9).ToScalar().ToInt32(), true.ToScalar().ToInt32()));
    }
}
