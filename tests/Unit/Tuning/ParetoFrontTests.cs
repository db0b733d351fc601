
namespace Microsoft.ML.SeNet.Tests.Tuning;

public class ParetoFrontTests
{
    [Fact]
    public void Of_Choices_KeepsThoseThatNoOtherBeats()
    {
        (double Cost, double Value)[] items = [(5, 0.9), (1, 0.5), (3, 0.5), (3, 0.8), (4, 0.7), (6, 0.9), (1, 0.5)];

        Assert.Equal([(1, 0.5), (3, 0.8), (5, 0.9)], ParetoFront.Of(items, item => item.Cost, item => item.Value));
    }

    [Fact]
    public void Of_Nothing_IsEmpty() => Assert.Empty(ParetoFront.Of<double>([], item => item, item => item));
}
