using System.Text.Json;
using Microsoft.ML.SeNet.Data;

namespace Microsoft.ML.SeNet.Tests.Data;

public class NormalisationTests
{
    [Fact]
    public void ImageNet_ItsNumbers_AreTorchvisions() =>
        Assert.Equal("mean (0.485, 0.456, 0.406), standard deviation (0.229, 0.224, 0.225)", Normalisation.ImageNet.ToString());

    [Fact]
    public void Equals_EqualNumbers_IsTrue()
    {
        var sut = new Normalisation([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

        Assert.Equal(Normalisation.ImageNet, sut);
        Assert.Equal(Normalisation.ImageNet.GetHashCode(), sut.GetHashCode());
        Assert.NotEqual(sut, new Normalisation([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.226f]));
    }

    [Fact]
    public void Json_RoundTrip_GivesTheSame() =>
        Assert.Equal(Normalisation.ImageNet, JsonSerializer.Deserialize<Normalisation>(JsonSerializer.Serialize(Normalisation.ImageNet)));

    [Fact]
    public void Constructor_TwoFaults_TellsBoth()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new Normalisation([0.5f, 0.5f], [1, 0, 1]));

        Assert.Equal(
            "Normalisation cannot be made from these values. Mean: expected 3 finite numbers, got (0.5, 0.5). StandardDeviation: expected 3 finite numbers above 0, got (1, 0, 1). (Parameter 'Mean')",
            exception.Message);
    }
}
