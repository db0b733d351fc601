using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TorchSharp;
using Microsoft.ML.TorchSharp.AutoFormerV2;
using Microsoft.ML.TorchSharp.NasBert;
using Microsoft.ML.TorchSharp.NasBert.Models;
using Microsoft.ML.Transforms.Image;
using TorchSharp.Modules;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>
/// ML.NET's own networks, the package Microsoft.ML.TorchSharp, in one process with ours. Its 0.23.1 was compiled against TorchSharp
/// 0.102.7: both are loaded, but over our TorchSharp its networks do not compute. Where a test here turns red because theirs has become
/// better, docs may promise more.
/// </summary>
public class MicrosoftMLTorchSharpTests
{
    private const int Side = 32;

    private static readonly Assembly s_theirs = typeof(ObjectDetectionTrainer).Assembly;

    [Fact]
    public void Fit_OursBesideTrainersOfTheirs_TrainsAndPredictsOverTheOneTorchSharp()
    {
        var ml = new MLContext(seed: 1);
        MLImage[] images = [Picture(10), Picture(200)];
        var rows = ml.Data.LoadFromEnumerable(images.Select((image, number) => new Row { Image = image, Label = $"{number}" }));
        var data = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);

        Assert.NotNull(ml.MulticlassClassification.Trainers.TextClassification()); // nothing is fetched before Fit
        Assert.NotNull(ml.MulticlassClassification.Trainers.ObjectDetection());
        using var model = ml.MulticlassClassification.Trainers.SeResNet(featureColumnName: "Image", epochs: 1).Fit(data);

        Assert.All(model.Transform(data).GetColumn<float[]>("Score"), score => Assert.Equal(1, score.Sum(), 1e-4f));
        Assert.Single(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "TorchSharp");
        Array.ForEach(images, image => image.Dispose());
    }

    /// <summary>Of a thousand. Without this one object detection fails in <c>Fit</c> and <c>Transform</c>.</summary>
    [Fact]
    public void Members_ThatTheirsCalls_AreAllThereButOne() => Assert.Equal(
        ["Method not found: 'Tensor functional.interpolate(Tensor, Int64[], Double[], InterpolationMode, System.Nullable`1<Boolean>, "
            + "Boolean)'."],
        Enumerable.Range(1, MemberReferences()).Select(Failure).OfType<string>());

    /// <summary>Their text networks dispose what TorchSharp's initializers return: once a second handle of the weight,
    /// now the weight itself.</summary>
    [Fact]
    public void TextNetwork_OfTheirs_HasNoLivingWeightsInItsHead()
    {
        using var network = new ModelForPrediction(new NasBertTrainer.NasBertOptions(), padIndex: 1, symbolsCount: 100, numClasses: 2);

        var head = Assert.Single(network.named_modules(), named => named.name == "PredictionHead.Classifier.dense").module;

        Assert.True(Assert.IsType<Linear>(head).weight!.IsInvalid);
    }

    private static unsafe int MemberReferences()
    {
        Assert.True(s_theirs.TryGetRawMetadata(out var metadata, out var length));
        return new MetadataReader(metadata, length).MemberReferences.Count;
    }

    /// <summary>Why a member that their code names is not there; null where it is.</summary>
    private static string? Failure(int number)
    {
        const int MemberReference = 0x0A000000;
        Type[] anyNumbers = [typeof(int), typeof(int), typeof(int), typeof(int)]; // in place of type parameters that only the caller knows
        try
        {
            s_theirs.ManifestModule.ResolveMember(MemberReference + number, anyNumbers, anyNumbers);
            return null;
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException)
        {
            return e.Message;
        }
    }

    private static MLImage Picture(byte shade) =>
        MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Bgra32, [.. Enumerable.Repeat(shade, Side * Side * 4)]);

    private sealed class Row
    {
        public string Label { get; set; } = "";

        [ImageType(Side, Side)]
        public MLImage? Image { get; set; }
    }
}
