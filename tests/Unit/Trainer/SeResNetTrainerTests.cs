using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Tests.Model;
using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.Transforms.Image;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

public sealed class SeResNetTrainerTests : TensorTest, IDisposable
{
    private const int Side = SmallTraining.Side;
    private const int Pictures = 8;

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("trainer-").FullName;

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Fact]
    public void Fit_TellableClasses_LearnsThem()
    {
        var data = SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 16).Select(i => new SmallTraining.Row
        {
            Label = i % 2 == 0 ? "dark" : "light",
            Features = [.. SmallTraining.Pixels(i).Select(value => (byte)((value / 4) + (i % 2 * 160)))],
        }).ToList()));
        using var model = Fits.Trainer(_ml, Fits.Options(options => (options.Epochs, options.LearningRate) = (6, 0.05))).Fit(data);

        var metrics = _ml.MulticlassClassification.Evaluate(model.Transform(data));

        Assert.Equal(1, metrics.MicroAccuracy);
        Assert.Equal(["dark", "light"], model.Labels);
        Assert.Equal("1", model.Description.TrainingNotes["Seed"]);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("number")]
    [InlineData("keys")]
    public void GetOutputSchema_AnyLabels_IsTheSchemaOfTheModel(string labels)
    {
        var data = labels switch
        {
            "text" => SmallTraining.Data(_ml, 4),
            "number" => SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(
                SmallTraining.Rows(4).Select((row, i) => new NumberRow { Label = i % 2 * 1.5f, Features = row.Features }))),
            _ => _ml.Data.LoadFromEnumerable(
                SmallTraining.Rows(4).Select((row, i) => new KeyRow { Label = (uint)(i % 2), Features = row.Features })),
        };
        var sut = Fits.Trainer(_ml, Fits.Options());
        using var model = sut.Fit(data);

        var expected = SchemaShape.Create(model.GetOutputSchema(data.Schema));
        var got = sut.GetOutputSchema(SchemaShape.Create(data.Schema));

        Assert.Equal(Text(expected), Text(got));
        Assert.Equal(["Features", "Label", "PredictedLabel", "Score"], got.Select(column => column.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Fit_SamePixelsInAnyColumn_GivesTheSameWeights()
    {
        var options = Fits.Options();
        var expected = Fits.Weights(_ml, options, Images());

        var paths = SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, Pictures).Select(i => new PathRow { Label = SmallTraining.Label(i), Path = Written(i) }).ToList()));
        var full = SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, Pictures)
                .Select(i => new PathRow { Label = SmallTraining.Label(i), Path = Path.Combine(_folder, Written(i)) }).ToList()));
        Assert.Equal(expected, Fits.Weights(_ml, Fits.Options(o => o.FeatureColumnName = "Path"), full));
        Assert.Equal(
            expected, Fits.Weights(_ml, options, _ml.Transforms.LoadImages("Features", _folder, "Path").Fit(paths).Transform(paths)));
        Assert.Equal(expected,
            Fits.Weights(_ml, options, _ml.Transforms.LoadRawImageBytes("Features", _folder, "Path").Fit(paths).Transform(paths)));
        Assert.Equal(expected, Extracted());
        Assert.Equal(expected, Extracted(isInterleaved: true));
        Assert.Equal(expected, Extracted(asFloat: false));
        Assert.Equal(expected, Extracted(isInterleaved: true, asFloat: false));
        Assert.Equal(expected, Extracted(offset: 117, scale: 1 / 255f));
        Assert.Equal(expected, Extracted(order: ImagePixelExtractingEstimator.ColorsOrder.ABGR, isInterleaved: true));

        string Extracted(bool isInterleaved = false, bool asFloat = true, float offset = 0, float scale = 1,
            ImagePixelExtractingEstimator.ColorsOrder order = ImagePixelExtractingEstimator.ColorsOrder.ARGB)
        {
            var extract = _ml.Transforms.ExtractPixels("Features", "Features", interleavePixelColors: isInterleaved,
                orderOfExtraction: order, offsetImage: offset, scaleImage: scale, outputAsFloatArray: asFloat);
            var changed = Fits.Options(o => (o.PixelOffset, o.PixelScale, o.PixelOrder) = (offset, scale, order));
            var images = Images(); // afresh, because ExtractPixels disposes what it is given
            return Fits.Weights(_ml, changed, extract.Fit(images).Transform(images));
        }
    }

    [Fact]
    public void Fit_OneSeed_SameBitsWhateverTheThreadsAndTheMemory()
    {
        var expected = Fits.Weights(_ml, Fits.Options());

        Assert.Equal(expected, Fits.Weights(_ml, Fits.Options()));
        Assert.Equal(expected, Fits.Weights(new MLContext(1), Fits.Options(options => options.DecodingThreads = 1)));
        Assert.Equal(expected, Fits.Weights(new MLContext(1), Fits.Options(options => options.DecodingThreads = 7)));
        Assert.Equal(expected, Fits.Weights(new MLContext(1), Fits.Options(options => options.MemoryBudgetMegabytes = 0)));
        Assert.NotEqual(expected, Fits.Weights(new MLContext(2), Fits.Options()));
    }

    [Fact]
    public void Fit_WithoutASeed_TakesAFreshOneAndLogsIt()
    {
        var ml = new MLContext();
        var log = Fits.Log(ml, ChannelMessageKind.Info);
        using var model = Fits.Trainer(ml, Fits.Options()).Fit(SmallTraining.Data(ml, 8));
        var first = Fits.Weights(model);

        Assert.Contains($"No seed was given to MLContext; this training's is {model.Description.TrainingNotes["Seed"]}.", log);
        Assert.NotEqual(first, Fits.Weights(ml, Fits.Options()));
    }

    [Fact]
    public void Fit_LossIsNotFinite_SaysWhatToDoAndKeepsTheCheckpoint()
    {
        var path = Path.Combine(_folder, "run.ckpt");
        var options = Fits.Options(
            o => (o.Epochs, o.LearningRate, o.WarmupEpochs, o.CheckpointPath, o.CheckpointEverySteps) = (50, 1e30, 25, path, 1));

        var e = Assert.Throws<TrainingDivergedException>(() => Fits.Weights(_ml, options));
        var saved = File.ReadAllBytes(path);
        var again = Assert.Throws<TrainingDivergedException>(() => Fits.Weights(_ml, options));

        Assert.Equal(
            "The training diverged: the loss became NaN in epoch 1, step 2, at learning rate 4E+28. Lower Options.LearningRate (a half is "
            + "a fair start), lengthen Options.WarmupEpochs or clip gradients (Options.GradientClipNorm = 1 is a fair start). "
            + $"The last good checkpoint is untouched in '{path}'; "
            + "with other options begin anew with another Options.CheckpointPath.", e.Message);
        Assert.Equal(e.Message, again.Message);
        Assert.Equal(saved, File.ReadAllBytes(path));
    }

    [Fact]
    public void SeResNet_ShortForm_TakesEachArgument()
    {
        var sut = _ml.MulticlassClassification.Trainers.SeResNet(
            "L", "F", "S", "P", SeResNetVariant.CifarSeResNet20, reductionRatio: 4, epochs: 1, batchSize: 4, validationSet: Renamed());
        using var model = sut.Fit(Renamed());

        Assert.Equal((4, "F", "S", "P"), (model.Network.SqueezeExcitation!.ReductionRatio, model.Description.FeatureColumn,
            model.Description.ScoreColumn, model.Description.PredictedLabelColumn));
        Assert.Equal(8, model.Evaluation.ImageSize); // the vectors' own
        Assert.Contains("ValidationAccuracy", model.Description.TrainingNotes.Keys);

        IDataView Renamed()
        {
            var data = SmallTraining.Data(_ml, 8);
            return _ml.Transforms.CopyColumns("L", "Label").Append(_ml.Transforms.CopyColumns("F", "Features"))
                .Append(_ml.Transforms.DropColumns("Label", "Features")).Fit(data).Transform(data);
        }
    }

    private static string[] Text(SchemaShape shape) => [.. shape.Select(column =>
        $"{column.Name} {column.Kind} {column.ItemType} {column.IsKey}: "
        + $"{string.Join(", ", column.Annotations.Select(a => $"{a.Name} {a.Kind} {a.ItemType} {a.IsKey}").Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal)];

    private string Written(int number)
    {
        File.WriteAllBytes(Path.Combine(_folder, $"{number}.bmp"), Sample.Bitmap(number, Side));
        return $"{number}.bmp";
    }

    private IDataView Images()
    {
        new ImageTypeAttribute(Side, Side).Register(); // else in-memory rows know no getter for it
        return SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Pictures)
            .Select(i => new ImageRow { Label = SmallTraining.Label(i),
                Features = MLImage.CreateFromStream(new MemoryStream(Sample.Bitmap(i, Side))) })
            .ToList()));
    }

    private sealed class NumberRow
    {
        public float Label { get; set; }

        [VectorType(Side, Side, 3)]
        public byte[] Features { get; set; } = [];
    }

    private sealed class KeyRow
    {
        [KeyType(2)]
        public uint Label { get; set; }

        [VectorType(Side, Side, 3)]
        public byte[] Features { get; set; } = [];
    }

    private sealed class PathRow
    {
        public string Label { get; set; } = "";

        public string Path { get; set; } = "";
    }

    private sealed class ImageRow
    {
        public string Label { get; set; } = "";

        [ImageType(Side, Side)]
        public MLImage? Features { get; set; }
    }
}
