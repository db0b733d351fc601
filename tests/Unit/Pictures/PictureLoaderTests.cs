using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Model;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Pictures;

public class PictureLoaderTests
{
    private const int Rows = 50;

    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Load_AnyNumberOfThreads_GivesTheRowsInOrder(int workers)
    {
        var view = new ShiftingView(SmallTraining.Data(_ml, Rows), shifts: false);

        using var set = Loader(view, workers).Load();

        AssertRows(set, Enumerable.Range(0, Rows));
        Assert.Equal(workers, view.Cursors);
    }

    [Fact]
    public void Load_CursorsThatDisagree_FallsBackToOne()
    {
        var view = new ShiftingView(SmallTraining.Data(_ml, Rows), shifts: true);

        using var set = Loader(view, workers: 3).Load();

        Assert.Equal(4, view.Cursors);
        AssertRows(set, Enumerable.Range(0, Rows).Select(i => (i + 3) % Rows));
    }

    [Fact]
    public void Load_NothingInMemory_ReadsBackFromTheFile()
    {
        using var inMemory = Loader(SmallTraining.Data(_ml, Rows), 2).Load();
        using var inFile = Loader(SmallTraining.Data(_ml, Rows), 2, budget: 0).Load();

        AssertRows(inFile, Enumerable.Range(0, Rows));
        Assert.Equal((0, Rows * 192), inFile.Size);
        Assert.Equal(inMemory.Fingerprint(), inFile.Fingerprint());
    }

    [Fact]
    public void Fingerprint_OtherPictureOrLabel_IsAnother()
    {
        var rows = SmallTraining.Rows(4).ToList();
        var first = Fingerprint(rows);
        rows[2].Features[5]++;
        var second = Fingerprint(rows);
        rows[2].Features[5]--;
        rows[2].Label = "dog";

        Assert.Equal(3, new[] { first, second, Fingerprint(rows) }.Distinct().Count());

        string Fingerprint(List<SmallTraining.Row> data)
        {
            using var set = Loader(SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(data)), 1).Load();
            return set.Fingerprint();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Load_SeveralBadPictures_NamesTheFirstWhateverTheThreads(int workers)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var e = Assert.Throws<BadPictureException>(() => Loader(Files(30, bad: [29, 17, 9, 22]), workers).Load());

            Assert.Equal(
                "Cannot read the picture of row 9, 'file 9': The picture cannot be decoded: expected the whole of an image file such "
                + "as JPEG or PNG, got 2 bytes that begin with 0102. Repair or remove it, or set Options.OnBadImage to Skip.", e.Message);
        }
    }

    [Fact]
    public void Load_SkippingBadPictures_ListsThemInOrder()
    {
        using var set = Loader(Files(30, bad: [29, 9]), 3, skips: true).Load();

        Assert.Equal(28, set.Count);
        Assert.Equal(
            [
                "row 9 ('file 9'): The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
                + "got 2 bytes that begin with 0102.",
                "row 29 ('file 29'): The picture cannot be decoded: expected the whole of an image file such as JPEG or PNG, "
                + "got 2 bytes that begin with 0102.",
            ],
            set.Skipped.Select(picture => picture.ToString()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Load_AnotherFailure_PropagatesAsItIsThoughBadPicturesAreSkipped(int workers)
    {
        var data = SmallTraining.Data(_ml, Rows);
        var loader = Loader(
            data, workers, skips: true, shrink: number => number == 20 ? throw new TimeoutException("the disk is gone") : 0);

        var e = Assert.Throws<TimeoutException>(() => loader.Load().Dispose());

        Assert.Equal("the disk is gone", e.Message);
        Assert.Contains(nameof(Load_AnotherFailure_PropagatesAsItIsThoughBadPicturesAreSkipped), e.StackTrace!, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_KeysBeyondTheLast_AreRowsWithoutALabel()
    {
        var data = _ml.Data.LoadFromEnumerable(
            SmallTraining.Rows(6).Select((row, i) => new KeyRow { Label = (uint)i, Features = row.Features }));

        using var set = Loader(data, 2).Load();

        Assert.Equal([0, 1, 2], Enumerable.Range(0, set.Count).Select(set.Label));
        Assert.Equal(3, set.WithoutLabel);
    }

    [Fact]
    public void Load_GivenUp_StopsAllThreads()
    {
        var asked = 0;
        var loader = new PictureLoader
        {
            Data = SmallTraining.Data(_ml, Rows),
            Columns = Columns(SmallTraining.Data(_ml, 1), path: false),
            Shrinker = () => Copy,
            MemoryBudget = 0,
            TemporaryFolder = Path.GetTempPath(),
            Workers = 3,
            SkipsBadPictures = true,
            CheckAlive = () =>
            {
                if (Interlocked.Increment(ref asked) > 10)
                    throw new OperationCanceledException();
            },
        };

        Assert.Throws<OperationCanceledException>(() => loader.Load().Dispose());
    }

    private static void Copy(RgbView decoded, RgbBuffer into)
    {
        into.Reset(decoded.Width, decoded.Height);
        decoded.Pixels.CopyTo(into.Span);
    }

    private static PictureColumns Columns(IDataView data, bool path) =>
        new(PictureColumn.Of(data.Schema["Features"], new PixelVectorSource(), null!, "data"), "Label", path ? "Path" : null);

    private static void AssertRows(PictureSet set, IEnumerable<int> numbers)
    {
        var buffer = new RgbBuffer();
        Assert.Equal(
            numbers.Select(i => $"{i % 2} {Convert.ToHexString(SmallTraining.Pixels(i))}"),
            Enumerable.Range(0, set.Count).Select(i => $"{set.Label(i)} {Convert.ToHexString(set.Read(i, buffer).Pixels)}"));
    }

    private PictureLoader Loader(
        IDataView data, int workers, long budget = long.MaxValue, bool skips = false, Func<int, int>? shrink = null)
    {
        var number = -1;
        return new PictureLoader
        {
            Data = data,
            Columns = Columns(data, data.Schema.GetColumnOrNull("Path") is not null),
            Shrinker = () => (decoded, into) =>
            {
                shrink?.Invoke(Interlocked.Increment(ref number));
                Copy(decoded, into);
            },
            MemoryBudget = budget,
            TemporaryFolder = Path.GetTempPath(),
            Workers = workers,
            SkipsBadPictures = skips,
        };
    }

    private IDataView Files(int count, int[] bad) =>
        SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new FileRow
        {
            Label = SmallTraining.Label(i),
            Features = bad.Contains(i) ? [1, 2] : Sample.Bitmap(i, 8),
            Path = $"file {i}",
        }).ToList()));

    private sealed class FileRow
    {
        public string Label { get; set; } = "";

        public byte[] Features { get; set; } = [];

        public string Path { get; set; } = "";
    }

    private sealed class KeyRow
    {
        [KeyType(3)]
        public uint Label { get; set; }

        [VectorType(SmallTraining.Side, SmallTraining.Side, 3)]
        public byte[] Features { get; set; } = [];
    }
}
