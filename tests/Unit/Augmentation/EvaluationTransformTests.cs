using System.Text.Json;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class EvaluationTransformTests
{
    [Theory]
    [InlineData(224, 0.875, 256)]
    [InlineData(128, 0.875, 146)]
    [InlineData(32, 1.0, 32)]
    [InlineData(15, 0.7, 21)]
    public void StoredSide_OfAWindow_IsRounded(int imageSize, double cropFraction, int expected) =>
        Assert.Equal(expected, new EvaluationTransform(imageSize, cropFraction).StoredSide);

    [Fact]
    public void Constructor_Everything_NamesAllFaults() =>
        Assert.Equal(
            "An evaluation transform cannot be made from these values. ImageSize: expected 1 to 8192, got 0. "
            + "CropFraction: expected 0.1 to 1, got 1.01. (Parameter 'ImageSize')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationTransform(0, 1.01)).Message);

    [Fact]
    public void Constructor_NotANumber_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EvaluationTransform(32, double.NaN));

    [Fact]
    public void Json_RoundTrip_GivesAnEqualOne()
    {
        var sut = new EvaluationTransform(224, 0.875);

        Assert.Equal(sut, JsonSerializer.Deserialize<EvaluationTransform>(JsonSerializer.Serialize(sut)));
    }

    [Theory]
    [InlineData(10, 5, 2)] // 2.5 and 3.5 go to the even neighbor, as Python's round does
    [InlineData(12, 5, 4)]
    [InlineData(11, 5, 3)]
    [InlineData(5, 5, 0)]
    [InlineData(3, 8, -2)]
    public void CentralOffset_OfAWindow_IsTorchvisions(int length, int window, int expected) =>
        Assert.Equal(expected, EvaluationTransform.CentralOffset(length, window));
}
