using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Pictures;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;
using SkiaSharp;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Feature columns of paths.</summary>
public sealed class SeResNetTrainerPathsTests : TensorTest, IDisposable
{
    private readonly MLContext _ml = new(SmallTraining.Seed);
    private readonly string _folder = Directory.CreateTempSubdirectory("paths-").FullName;

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Fact]
    public void Fit_Paths_IsAsOnTheFilesBytes()
    {
        var rows = Rows(8);

        Assert.Equal(
            Fits.Weights(_ml, Options(nameof(Row.Bytes)), Keyed(rows)), Fits.Weights(_ml, Options(nameof(Row.ImagePath)), Keyed(rows)));
    }

    [Fact]
    public void Transform_RowsOfAnyKind_GiveTheSameScores()
    {
        var rows = Rows(8);
        using var sut = Fits.Trainer(_ml, Options(nameof(Row.ImagePath))).Fit(Keyed(rows));
        using var stream = new MemoryStream();
        _ml.Model.Save(sut, null, stream);
        stream.Position = 0;
        var loaded = _ml.Model.Load(stream, out _);
        using var model = (IDisposable)loaded;
        var bytes = _ml.Data.LoadFromEnumerable(rows.Select(row => new EncodedRow { ImagePath = row.Bytes }));

        var expected = Scores(sut.Transform(_ml.Data.LoadFromEnumerable(rows)));
        using var engine = _ml.Model.CreatePredictionEngine<Row, Prediction>(
            loaded, new PredictionEngineOptions { OwnsTransformer = false });

        Assert.Equal(expected, Scores(loaded.Transform(_ml.Data.LoadFromEnumerable(rows))));
        Assert.Equal(expected, Scores(loaded.Transform(bytes)));
        Assert.Equal(expected[3], engine.Predict(rows[3]).Score);
    }

    [Fact]
    public void Transform_TurnedPicture_IsScoredLikeTheUprightOne()
    {
        using var sut = Fits.Trainer(_ml, Options(nameof(Row.ImagePath))).Fit(Keyed(Rows(8)));
        var upright = new RgbBuffer();
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var file = ExifOrientationTests.Jpeg(orientation, "big");
            PictureDecoder.Decode(file, upright);
            Row[] rows =
            [
                new() { ImagePath = Write("turned.jpg", file) },
                new() { ImagePath = Write("upright.png", Png(upright.Width, upright.Height, upright.Span.ToArray())) },
            ];

            var scores = Scores(sut.Transform(_ml.Data.LoadFromEnumerable(rows)));

            Assert.Equal(scores[1], scores[0]);
        }
    }

    [Fact]
    public void Fit_FileThatIsNoPicture_NamesIt()
    {
        var rows = Rows(8);
        rows[5].ImagePath = Write("page.jpg", "<html>"u8.ToArray());

        var e = Assert.Throws<BadPictureException>(() => Fits.Weights(_ml, Options(nameof(Row.ImagePath)), Keyed(rows)));

        Assert.Equal(
            $"Cannot read the picture of row 5, '{rows[5].ImagePath}': The picture cannot be decoded: expected the whole of an image file "
            + "such as JPEG or PNG, got a web page (HTML). Repair or remove it, or set Options.OnBadImage to Skip.",
            e.Message);
    }

    [Fact]
    public void Predict_MissingFile_NamesIt()
    {
        using var sut = Fits.Trainer(_ml, Options(nameof(Row.ImagePath))).Fit(Keyed(Rows(8)));
        using var engine = _ml.Model.CreatePredictionEngine<Row, Prediction>(sut, new PredictionEngineOptions { OwnsTransformer = false });
        var path = Path.Combine(_folder, "none.png");

        var e = Assert.Throws<BadPictureException>(() => engine.Predict(new Row { ImagePath = path }));

        Assert.Equal(
            $"Cannot read the picture '{path}': expected a picture file, got nothing at this path. Repair or remove it.", e.Message);
    }

    private static SeResNetTrainer.Options Options(string column) =>
        Fits.Options(options => (options.FeatureColumnName, options.ImageSize) = (column, SmallTraining.Side));

    private IDataView Keyed(IReadOnlyList<Row> rows)
    {
        var data = _ml.Data.LoadFromEnumerable(rows);
        return _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private Row[] Rows(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => Png(i)).Select((png, i) => new Row
        {
            ImagePath = Write($"{i}.png", png), Bytes = png, Label = i % 2 == 0 ? "even" : "odd",
        }),
    ];

    private static byte[] Png(int number) => Png(SmallTraining.Side, SmallTraining.Side, SmallTraining.Pixels(number));

    private static byte[] Png(int width, int height, byte[] pixels)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Pixels = [.. pixels.Chunk(3).Select(color => new SKColor(color[0], color[1], color[2]))];
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private float[][] Scores(IDataView data) =>
        [.. _ml.Data.CreateEnumerable<Prediction>(data, reuseRowObject: false).Select(row => row.Score)];

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public byte[] Bytes { get; set; } = [];

        public string Label { get; set; } = "";
    }

    private sealed class EncodedRow
    {
        public byte[] ImagePath { get; set; } = [];
    }

    private sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}
