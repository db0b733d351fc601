using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Tests.Model;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.Docs;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>What docs/weights.md shows is what is compiled, and what can be run here is run.</summary>
public sealed class WeightsDocsTests : TensorTest
{
    private const int Side = 16;

    [Theory]
    [InlineData("import")]
    [InlineData("export")]
    [InlineData("onnx")]
    public void Weights_ItsCode_IsTheCompiledRegion(string name) =>
        CodeInPages.AssertShows("docs/weights.md", "tests/Docs/WeightsCode.cs", name);

    [Fact]
    public void Export_OfAModel_WritesItsFiles()
    {
        var folder = Directory.CreateTempSubdirectory();
        using (var model = Sample.Model(new MLContext(seed: 1)))
            WeightsCode.Export(model, name => Path.Combine(folder.FullName, name));

        Assert.Equal(["model.dat", "model.onnx", "model.safetensors", "old.onnx"],
            folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void ApplyOnnxModel_OfATrainedModel_ScoresAsItDoes()
    {
        var ml = new MLContext(seed: 1);
        var folder = Directory.CreateTempSubdirectory();
        // written once, not for each reader
        var pictures = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(number => Written(folder, number)).ToArray());
        var path = Path.Combine(folder.FullName, "model.onnx");
        using var trained = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.LoadImages("Image", imageFolder: null, inputColumnName: "ImagePath"))
            .Append(ml.MulticlassClassification.Trainers.SeResNet(
                Fits.Options(options => (options.FeatureColumnName, options.ImageSize) = ("Image", Side))))
            .Fit(pictures);

        trained.LastTransformer.SaveAsOnnx(path);
        using var sut = (IDisposable)WeightsCode.Apply(ml, pictures, path, Side);

        var (expected, scores) = (Sample.Scores(trained.Transform(pictures)), Sample.Scores(((ITransformer)sut).Transform(pictures)));
        Assert.Equal(9, scores.Length);
        for (var row = 0; row < scores.Length; row++)
            for (var k = 0; k < Sample.Names.Length; k++)
                Assert.Equal(expected[row][k], scores[row][k], 1e-4f);
        Assert.True(Enumerable.Range(1, 8).All(row => Math.Abs(scores[row][0] - scores[0][0]) > 1e-3), "The pictures get the same scores.");
        folder.Delete(recursive: true);
    }

    /// <summary>A picture of the model's size, so that ResizeImages, which takes other pixels than the library does,
    /// has nothing to do.</summary>
    private static PictureFile Written(DirectoryInfo folder, int number)
    {
        var path = Path.Combine(folder.FullName, $"{number}.png");
        using var image = MLImage.CreateFromPixels(
            Side, Side, MLPixelFormat.Bgra32, Sample.Bitmap(number, Side).AsSpan(^(Side * Side * 4)..));
        image.Save(path);
        return new PictureFile { ImagePath = path, Label = Sample.Names[number % Sample.Names.Length] };
    }

    private sealed class PictureFile
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
