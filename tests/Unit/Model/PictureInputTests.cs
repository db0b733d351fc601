using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.FolderCheck;
using Microsoft.ML.SeNet.Tests.Pictures;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>What a model's column of pictures may hold, whatever it held in the training: the schema at hand decides.</summary>
public sealed class PictureInputTests : IDisposable
{
    private const int Side = 20;

    private readonly MLContext _ml = new(seed: 1);
    private readonly PictureFolder _folder = new();
    private readonly SeResNetTransformer _sut;

    public PictureInputTests() => _sut = Sample.Model(_ml);

    public void Dispose()
    {
        _sut.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Transform_PathsBytesOrImages_GivesTheSameScores()
    {
        new ImageTypeAttribute(Side, Side).Register(); // else in-memory rows know no getter for it
        var expected = Sample.Scores(_sut.Transform(Sample.Data(_ml, 5)));
        var images = Enumerable.Range(0, 5)
            .Select(i => new ImageRow { Image = MLImage.CreateFromStream(new MemoryStream(Sample.Bitmap(i))) });

        Assert.Equal(expected, Sample.Scores(_sut.Transform(Paths([.. Enumerable.Range(0, 5).Select(Written)]))));
        Assert.Equal(expected, Sample.Scores(_sut.Transform(_ml.Data.LoadFromEnumerable(images.ToArray()))));
    }

    [Fact]
    public void Transform_ModelTrainedOnBytesSavedAndLoaded_ScoresPaths()
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(_sut, Sample.Data(_ml, 1).Schema, stream);
        var loaded = _ml.Model.Load(stream, out _);
        using var disposing = loaded as IDisposable;

        Assert.Equal(
            Sample.Scores(_sut.Transform(Sample.Data(_ml, 2))), Sample.Scores(loaded.Transform(Paths(Written(0), Written(1)))));
    }

    [Fact]
    public void Predict_Path_GivesTheScoresOfItsBytes()
    {
        using var engine = Engine();
        using var ofBytes = _ml.Model.CreatePredictionEngine<Picture, Prediction>(_sut, NotOwning);

        for (var i = 0; i < 3; i++)
        {
            var expected = ofBytes.Predict(new Picture { Image = Sample.Bitmap(i) }).Score;
            Assert.Equal(expected, engine.Predict(new PathRow { Image = Written(i) }).Score);
        }
    }

    [Fact]
    public void Read_BadFile_NamesItsPathAndItsRow()
    {
        var none = _folder["none.png"];
        using var engine = Engine();

        var ofRow = Assert.Throws<BadPictureException>(() => Sample.Scores(_sut.Transform(Paths(Written(0), none))));
        var alone = Assert.Throws<BadPictureException>(() => engine.Predict(new PathRow { Image = none }));
        var cut = _folder.Write("cut.bmp", Sample.Bitmap(1)[..500]);

        Assert.Equal(
            ($"Cannot read the picture of row 1, '{none}': expected a picture file, got nothing at this path. Repair or remove it.", none),
            (ofRow.Message, ofRow.Path));
        Assert.Equal(
            ($"Cannot read the picture '{none}': expected a picture file, got nothing at this path. Repair or remove it.", none),
            (alone.Message, alone.Path));
        Assert.Equal(
            $"Cannot read the picture '{cut}': The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
            + "got 500 bytes that begin with 424D760600000000 and end too early. Repair or remove it.",
            Assert.Throws<BadPictureException>(() => engine.Predict(new PathRow { Image = cut })).Message);
        Assert.Equal(
            "Cannot read the picture of row 0, '': expected a picture, got none (an empty path). Repair or remove it.",
            Assert.Throws<BadPictureException>(() => Sample.Scores(_sut.Transform(Paths("")))).Message);
    }

    [SkippableFact]
    public async Task Predict_NamedPipe_IsRefusedAndNotWaitedFor()
    {
        var pipe = NamedPipe.Make(_folder["pipe.png"]);
        using var engine = Engine();

        var fault = await NamedPipe.WithoutWaiting(
            () => Assert.Throws<BadPictureException>(() => engine.Predict(new PathRow { Image = pipe })));

        Assert.Equal(
            $"Cannot read the picture '{pipe}': expected a picture file, got one without bytes: empty, or a named pipe or device. "
            + "Repair or remove it.", fault.Message);
    }

    [Fact]
    public void Transform_PicturesOfAllOrientations_GivesTheScoresOfTheUprightOne()
    {
        string[] paths = [.. Enumerable.Range(1, 8).Select(
            orientation => _folder.Write($"{orientation}.jpg", ExifOrientationTests.Jpeg(orientation, "little")))];
        string[] upright = [.. Enumerable.Range(1, 8).Select(orientation =>
        {
            var picture = new RgbBuffer();
            PictureDecoder.Decode(ExifOrientationTests.Jpeg(orientation, "big"), picture);
            return _folder.Write($"upright-{orientation}.png", picture);
        })];

        Assert.Equal(Sample.Scores(_sut.Transform(Paths(upright))), Sample.Scores(_sut.Transform(Paths(paths))));
    }

    private static PredictionEngineOptions NotOwning => new() { OwnsTransformer = false };

    private PredictionEngine<PathRow, Prediction> Engine() => _ml.Model.CreatePredictionEngine<PathRow, Prediction>(_sut, NotOwning);

    private IDataView Paths(params string[] paths) =>
        _ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Image = path }).ToArray());

    private string Written(int number) => _folder.Write($"{number}.bmp", Sample.Bitmap(number));

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }

    private sealed class ImageRow
    {
        [ImageType(Side, Side)]
        public MLImage? Image { get; set; }
    }
}
