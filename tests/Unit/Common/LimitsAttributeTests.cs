using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public class LimitsAttributeTests
{
    [Fact]
    public void Check_NumbersAtTheirLimits_FindsNothing()
    {
        var faults = new Faults("Sut");
        LimitsAttribute.Check(new Numbers(), faults);
        LimitsAttribute.Check(
            new Numbers { Count = int.MaxValue, Above = double.MaxValue, Share = 0.5, Half = 0, Factor = 1, Patience = 1 }, faults);

        faults.ThrowIfAny();
    }

    [Fact]
    public void Check_NumbersBeyondTheirLimits_NamesEach()
    {
        var faults = new Faults("Sut");
        LimitsAttribute.Check(new Numbers { Count = 1, Above = 0, Share = 0.75, Half = 1, Factor = 0, Patience = 0 }, faults);

        var e = Assert.Throws<ArgumentOutOfRangeException>(() => faults.ThrowIfAny("numbers"));

        Assert.Equal(
            "Sut cannot be made from these values. Count: expected 2 or more, since one is none, got 1. Above: expected a number above 0, "
            + "got 0. Share: expected 0.1 to 0.5, got 0.75. Half: expected 0 to below 1, got 1. Factor: expected above 0 and at most 1, "
            + "got 0. Patience: expected 1 or more, or null, got 0. (Parameter 'numbers')", e.Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Check_NoFiniteNumber_IsBeyondEveryLimit(double value)
    {
        var faults = new Faults("Sut");
        LimitsAttribute.Check(new Numbers { Above = value }, faults);

        var e = Assert.Throws<ArgumentOutOfRangeException>(() => faults.ThrowIfAny("numbers"));

        Assert.StartsWith(
            "Sut cannot be made from these values. Above: expected a number above 0, got ", e.Message, StringComparison.Ordinal);
    }

    private sealed class Numbers
    {
        [Limits(2, Reason = "one is none")]
        public int Count { get; set; } = 2;

        [Limits(0, ExcludesMinimum = true)]
        public double Above { get; set; } = double.Epsilon;

        [Limits(0.1, 0.5)]
        public double Share { get; set; } = 0.1;

        [Limits(0, 1, ExcludesMaximum = true)]
        public float Half { get; set; } = 0.5f;

        [Limits(0, 1, ExcludesMinimum = true)]
        public double Factor { get; set; } = 0.5;

        [Limits(1)]
        public int? Patience { get; set; }

        public int Free { get; set; } = -1;
    }
}
