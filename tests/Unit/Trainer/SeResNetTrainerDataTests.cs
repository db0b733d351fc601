using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Tests.FolderCheck;
using Microsoft.ML.SeNet.Tests.Model;
using Microsoft.ML.SeNet.Tests.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Data that a trainer cannot take, and what it says of them.</summary>
public class SeResNetTrainerDataTests : TensorTest
{
    private const string FeatureTypes =
        "String of paths, Image, Vector<Byte> of encoded pictures, or known-size Vector<Single> or Vector<Byte> of pixels";

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_ColumnThatIsMissingOrOfAnotherType_SaysWhatMlNetSays()
    {
        var data = SmallTraining.Data(_ml, 4);
        var raw = _ml.Data.LoadFromEnumerable(SmallTraining.Rows(4));

        AssertSchema("Could not find label column 'Nowhere' (Parameter 'inputSchema')", data, o => o.LabelColumnName = "Nowhere");
        AssertSchema("Schema mismatch for label column 'Label': expected Key<UInt32>, got String (Parameter 'inputSchema')", raw, _ => { });
        AssertSchema("Could not find feature column 'Nowhere' (Parameter 'inputSchema')", data, o => o.FeatureColumnName = "Nowhere");
        AssertSchema($"Schema mismatch for feature column 'Label': expected {FeatureTypes}, got Key<UInt32> (Parameter 'inputSchema')",
            data, o => o.FeatureColumnName = "Label");
        AssertSchema("Could not find image path column 'Nowhere' (Parameter 'inputSchema')", data, o => o.ImagePathColumnName = "Nowhere");
        AssertSchema("Schema mismatch for image path column 'Label': expected String, got Key<UInt32> (Parameter 'inputSchema')", data,
            o => o.ImagePathColumnName = "Label");
        AssertSchema("Schema mismatch for label column 'Label': expected Key<UInt32>, got String (Parameter 'options.ValidationSet')",
            data, o => o.ValidationSet = raw);
    }

    [Fact]
    public void Fit_ValidationSetOfAnotherSchema_FailsBeforeAnyPictureIsRead()
    {
        var read = 0;
        var data = _ml.Data.LoadFromEnumerable(SmallTraining.Rows(4).Select(row =>
        {
            read++;
            return row;
        }));
        var keyed = KeyedAsBefore(data);
        var validation = _ml.Transforms.DropColumns("Features").Fit(keyed).Transform(keyed);

        Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Weights(_ml, Fits.Options(o => o.ValidationSet = validation), keyed));

        Assert.Equal(0, read);
    }

    [Fact]
    public void Fit_NothingToLearn_SaysWhatLacks()
    {
        AssertFails(
            "There is nothing to train on: expected labeled pictures, got none (0 rows without a label, 0 pictures that cannot be read).",
            KeyedAsBefore(_ml.Data.LoadFromEnumerable(new List<SmallTraining.Row>())));
        AssertFails(
            "There is nothing to train on: expected labeled pictures, got none (4 rows without a label, 0 pictures that cannot be read).",
            Keys(4, _ => 4));
        AssertFails(
            "There is nothing to train on: expected labeled pictures, got none (0 rows without a label, 3 pictures that cannot be read).",
            Files(3, [0, 1, 2]), o => o.OnBadImage = OnBadImage.Skip);
        AssertFails("There is nothing to tell apart: expected two classes or more, got one, 'cat'. Add pictures of something else.",
            Named(["cat", "cat", "cat"]));
        AssertFails(
            "Classes without training pictures: expected pictures of all 4 classes, got none of '2', '4'. "
            + "Add some, or make the keys from the training rows only.", Keys(4, i => i % 2 * 2));
        AssertFails(
            "There is nothing to validate on: expected Options.ValidationFraction to set apart a picture of some class at least, "
            + "got none with 0.1 of 4 pictures in 2 classes. Raise it or add pictures.",
            SmallTraining.Data(_ml, 4), o => o.ValidationFraction = 0.1);
    }

    [Fact]
    public void Fit_RowsWithoutLabel_AreLeftOutAndLogged()
    {
        var log = Fits.Log(_ml, ChannelMessageKind.Warning);

        var got = Fits.Weights(_ml, Fits.Options(), Keys(20, i => i % 5));

        Assert.Equal(["4 rows without a label were left out."], log);
        Assert.NotEmpty(got);
    }

    [Fact]
    public void Fit_BadPictures_FailOrAreSkippedAsAsked()
    {
        var log = Fits.Log(_ml, ChannelMessageKind.Warning);
        var data = Files(12, [3, 7]);

        var e = Assert.Throws<BadPictureException>(() => Fits.Weights(_ml, Fits.Options(o => o.ImagePathColumnName = "Path"), data));
        Assert.Equal(
            "Cannot read the picture of row 3, 'file 3': The picture cannot be decoded: expected the whole of an image file such as JPEG "
            + "or PNG, got 2 bytes that begin with 0102. Repair or remove it, or set Options.OnBadImage to Skip.", e.Message);

        Fits.Weights(_ml, Fits.Options(o => (o.ImagePathColumnName, o.OnBadImage) = ("Path", OnBadImage.Skip)), data);
        Assert.Equal(
            [
                "2 pictures that cannot be read were left out:",
                "  row 3 ('file 3'): The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
                + "got 2 bytes that begin with 0102.",
                "  row 7 ('file 7'): The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
                + "got 2 bytes that begin with 0102.",
            ],
            log);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_FileIsMissing_IsABadPictureWhicheverWayItIsRead(bool raw)
    {
        var rows = SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 4).Select(i => new FileRow { Label = SmallTraining.Label(i), Path = $"/nowhere/{i}.png" })));
        var data = raw
            ? _ml.Transforms.LoadRawImageBytes("Image", null, "Path").Fit(rows).Transform(rows)
            : _ml.Transforms.LoadImages("Image", null, "Path").Fit(rows).Transform(rows);

        var e = Assert.Throws<BadPictureException>(
            () => Fits.Weights(_ml, Fits.Options(o => (o.FeatureColumnName, o.ImagePathColumnName) = ("Image", "Path")), data));

        Assert.Equal(
            "Cannot read the picture of row 0, '/nowhere/0.png': expected a picture file, got one that cannot be read: "
            + $"{e.InnerException!.InnerException!.Message} Repair or remove it, or set Options.OnBadImage to Skip.",
            e.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Path")]
    public void Fit_BadFilesInAColumnOfPaths_AreNamedWhetherOrNotThePathColumnIs(string? pathColumn)
    {
        var log = Fits.Log(_ml, ChannelMessageKind.Warning);
        using var folder = new PictureFolder();
        var (missing, cut) = (folder["none.png"], folder.Write("cut.bmp", Sample.Bitmap(7, 8)[..100]));
        string Path(int i) => i == 3 ? missing : i == 7 ? cut : folder.Write($"{i}.bmp", Sample.Bitmap(i, 8));
        var data = SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 12).Select(i => new FileRow { Label = SmallTraining.Label(i), Path = Path(i) }).ToList()));
        SeResNetTrainer.Options Options(OnBadImage bad) =>
            Fits.Options(o => (o.FeatureColumnName, o.ImagePathColumnName, o.OnBadImage) = ("Path", pathColumn, bad));

        var e = Assert.Throws<BadPictureException>(() => Fits.Weights(_ml, Options(OnBadImage.Fail), data));
        Fits.Weights(_ml, Options(OnBadImage.Skip), data);

        Assert.Equal(
            ($"Cannot read the picture of row 3, '{missing}': expected a picture file, got nothing at this path. "
                + "Repair or remove it, or set Options.OnBadImage to Skip.", missing), (e.Message, e.Path));
        Assert.Equal(
            [
                "2 pictures that cannot be read were left out:",
                $"  row 3 ('{missing}'): expected a picture file, got nothing at this path.",
                $"  row 7 ('{cut}'): The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
                + "got 100 bytes that begin with 424D360100000000 and end too early.",
            ],
            log);
    }

    [Fact]
    public void Fit_VectorsThatAreNoPictures_SaysWhatFits()
    {
        var data = SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(SmallTraining.Rows(4).Select(
            row => new FlatRow { Label = row.Label, Features = [.. row.Features.Take(100).Select(value => (float)value)] })));

        var e = Assert.Throws<ArgumentException>(() => Fits.Weights(_ml, Fits.Options(), data));

        Assert.Equal(
            "Feature column 'Features': expected a vector of pixels with three dimensions as ExtractPixels makes it, "
            + "or C x S x S numbers with C = 1, 3 or 4 and S = 8 (Options.ImageSize), "
            + "got Vector<Single, 100>. Make the vectors with ExtractPixels, or set Options.ImageSize to their side.", e.Message);
    }

    [Fact]
    public void Fit_ValidationSetWithKeysInAnotherOrder_IsTheSameValidation()
    {
        var rows = SmallTraining.Rows(6).ToList();
        var same = _ml.Data.LoadFromEnumerable(rows);
        var turned = _ml.Data.LoadFromEnumerable(rows.AsEnumerable().Reverse().ToList());
        var training = SmallTraining.Data(_ml, 8);

        using var first = Fits.Trainer(_ml, Options(SmallTraining.Keyed(_ml, same))).Fit(training);
        using var second = Fits.Trainer(_ml, Options(SmallTraining.Keyed(_ml, turned))).Fit(training);

        Assert.Equal(Fits.Weights(first), Fits.Weights(second));
        Assert.Equal(first.Description.TrainingNotes["ValidationAccuracy"], second.Description.TrainingNotes["ValidationAccuracy"]);

        static SeResNetTrainer.Options Options(IDataView validation) => Fits.Options(o => (o.ValidationSet, o.Epochs) = (validation, 2));
    }

    [Fact]
    public void Fit_ValidationSetThatCannotBe_SaysWhy()
    {
        AssertFails(
            "The validation set has classes that the training data lack: expected cat, dog, got fox too (2 rows). "
            + "Pass both through the same MapValueToKey.",
            SmallTraining.Data(_ml, 8), o => o.ValidationSet = Named(["dog", "fox", "cat", "fox"]));
        AssertFails(
            "There is nothing to validate on: expected labeled pictures in Options.ValidationSet, "
            + "got none (3 rows without a label, 0 pictures that cannot be read).",
            Keys(8, i => i % 4), o => o.ValidationSet = Keys(3, _ => 4));
    }

    [Fact]
    public void Fit_OneValidationPictureMoreThanABatch_IsSeenToo()
    {
        var told = new List<SeNet.TrainingProgress>();

        Fits.Weights(_ml, Fits.Options(o => (o.ValidationSet, o.ProgressCallback) = (SmallTraining.Data(_ml, 5), told.Add)));

        Assert.Equal(2, told.Count(progress => progress.Stage == SeNet.TrainingStage.Validating));
        Assert.Equal(0, told[^1].ValidationAccuracy!.Value * 5 % 1, 1e-9);
    }

    private void AssertSchema(string message, IDataView data, Action<SeResNetTrainer.Options> change)
    {
        var sut = Fits.Trainer(_ml, Fits.Options(change));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => sut.Fit(data).Dispose());
        Assert.Equal(message, e.Message);
        if (!message.Contains("ValidationSet", StringComparison.Ordinal))
            Assert.Equal(
                message, Assert.Throws<ArgumentOutOfRangeException>(() => sut.GetOutputSchema(SchemaShape.Create(data.Schema))).Message);
    }

    private void AssertFails(string message, IDataView data, Action<SeResNetTrainer.Options>? change = null)
    {
        var e = Assert.Throws<InvalidOperationException>(() => Fits.Weights(_ml, Fits.Options(change), data));
        Assert.Equal(message, e.Message);
    }

    private IDataView Named(string[] names) => SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(
        names.Select((name, i) => new SmallTraining.Row { Label = name, Features = SmallTraining.Pixels(i) }).ToList()));

    // In memory, keys count from 0, and what is beyond the last one is missing.
    private IDataView Keys(int count, Func<int, int> label) =>
        _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new KeyRow { Label = (uint)label(i), Features = SmallTraining.Pixels(i) }).ToList());

    private IDataView KeyedAsBefore(IDataView data) =>
        _ml.Transforms.Conversion.MapValueToKey("Label").Fit(_ml.Data.LoadFromEnumerable(SmallTraining.Rows(2))).Transform(data);

    private IDataView Files(int count, int[] bad)
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count)
            .Select(i => new FileRow { Label = SmallTraining.Label(i),
                Features = bad.Contains(i) ? [1, 2] : Sample.Bitmap(i, 8), Path = $"file {i}" }).ToList());
        return SmallTraining.Keyed(_ml, data);
    }

    private sealed class FileRow
    {
        public string Label { get; set; } = "";

        public byte[] Features { get; set; } = [];

        public string Path { get; set; } = "";
    }

    private sealed class FlatRow
    {
        public string Label { get; set; } = "";

        [VectorType(100)]
        public float[] Features { get; set; } = [];
    }

    private sealed class KeyRow
    {
        [KeyType(4)]
        public uint Label { get; set; }

        [VectorType(SmallTraining.Side, SmallTraining.Side, 3)]
        public byte[] Features { get; set; } = [];
    }
}
