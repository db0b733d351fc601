using System.Text.Json;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public class NormalizationTests
{
    [Fact]
    public void ImageNet_ItsNumbers_AreTorchvisions() =>
        Assert.Equal("mean (0.485, 0.456, 0.406), standard deviation (0.229, 0.224, 0.225)", Normalization.ImageNet.ToString());

    [Fact]
    public void Equals_EqualNumbers_IsTrue()
    {
        var sut = new Normalization([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

        Assert.Equal(Normalization.ImageNet, sut);
        Assert.Equal(Normalization.ImageNet.GetHashCode(), sut.GetHashCode());
        Assert.NotEqual(sut, new Normalization([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.226f]));
    }

    [Fact]
    public void Json_RoundTrip_GivesTheSame() =>
        Assert.Equal(Normalization.ImageNet, JsonSerializer.Deserialize<Normalization>(JsonSerializer.Serialize(Normalization.ImageNet)));

    [Fact]
    public void Constructor_TwoFaults_TellsBoth()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new Normalization([0.5f, 0.5f], [1, 0, 1]));

        Assert.Equal(
            "Normalization cannot be made from these values. Mean: expected 3 finite numbers, got (0.5, 0.5). "
            + "StandardDeviation: expected 3 finite numbers above 0, got (1, 0, 1). (Parameter 'Mean')",
            exception.Message);
    }
}
