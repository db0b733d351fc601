using Microsoft.ML.SeNet.Data;
using Microsoft.ML.SeNet.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Training;

public class BatchSourceTests : TensorTest
{
    private const int Side = SmallTraining.Side;
    private const int Square = Side * Side * 3;

    private readonly Lock _gate = new();
    private readonly List<(int Epoch, int Picture)> _filled = [];
    private int _running;

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(4, 1, 1)]
    [InlineData(5, 1, 2)]
    [InlineData(6, 2, 2)]
    [InlineData(8, 2, 2)]
    [InlineData(9, 2, 3)]
    public void Count_OfBatchesOfFour_ASingleLeftOverPictureCountsInEvaluationOnly(int pictures, int training, int evaluation)
    {
        using var set = TrainingPictures.Set(9);
        using var dropping = Source(set, 2, dropsSingle: true);
        using var keeping = Source(set, 2, dropsSingle: false);

        Assert.Equal(training, dropping.Count(pictures));
        Assert.Equal(evaluation, keeping.Count(pictures));
        Assert.Equal(dropping.Count(pictures), dropping.Pass([.. Enumerable.Range(0, pictures)], 0).Count());
        Assert.Equal(keeping.Count(pictures), keeping.Pass([.. Enumerable.Range(0, pictures)], 0).Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Pass_SomeOrder_GivesThePicturesInThatOrderWhateverIsAhead(int ahead)
    {
        using var set = TrainingPictures.Set(10);
        using var sut = Source(set, ahead, dropsSingle: false);
        int[] order = [9, 0, 8, 1, 7, 2, 6, 3, 5, 4];

        for (var epoch = 0; epoch < 3; epoch++)
            Assert.Equal(order.Chunk(4).Select(Expected), sut.Pass(order, epoch).Select(Content));

        Assert.Equal(order.Order(), _filled.Where(fill => fill.Epoch == 2).Select(fill => fill.Picture).Order());
    }

    [Fact]
    public void Pass_FromALaterBatch_GivesTheSameBatches()
    {
        using var set = TrainingPictures.Set(11);
        using var sut = Source(set, 2, dropsSingle: true);
        var order = Enumerable.Range(0, 11).Reverse().ToArray();
        var all = sut.Pass(order, 1).Select(Content).ToList();

        for (var first = 0; first <= all.Count; first++)
            Assert.Equal(all.Skip(first), sut.Pass(order, 1, first).Select(Content));
    }

    [Fact]
    public void Pass_PicturesInAFile_GivesTheSameBatches()
    {
        using var inMemory = TrainingPictures.Set(10);
        using var inFile = TrainingPictures.Set(10, budget: 0);
        using var first = Source(inMemory, 2, dropsSingle: true);
        using var second = Source(inFile, 2, dropsSingle: true);
        int[] order = [.. Enumerable.Range(0, 10)];

        Assert.Equal((0, 10 * Square), inFile.Size);
        Assert.Equal(inMemory.Fingerprint(), inFile.Fingerprint());
        Assert.Equal(first.Pass(order, 0).Select(Content), second.Pass(order, 0).Select(Content));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(9)]
    public void Pass_FillerFails_ThrowsAtItsBatchAndLeavesNothingRunning(int picture)
    {
        using var set = TrainingPictures.Set(10);
        using var sut = Source(set, 2, dropsSingle: false, (epoch, number) =>
        {
            if (epoch == 0 && number == picture)
                throw new InvalidOperationException($"picture {number}");
            Thread.Sleep(5);
        });
        int[] order = [.. Enumerable.Range(0, 10)];
        var seen = 0;

        var e = Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var _ in sut.Pass(order, 0))
                seen++;
        });

        Assert.Equal($"picture {picture}", e.Message);
        Assert.Equal(picture / 4, seen);
        Assert.Equal(0, _running);
        Assert.Equal(order.Chunk(4).Select(Expected), sut.Pass(order, 1).Select(Content));
    }

    [Fact]
    public void Pass_LeftEarly_LeavesNothingRunning()
    {
        using var set = TrainingPictures.Set(12);
        using var sut = Source(set, 2, dropsSingle: false, (_, _) => Thread.Sleep(20));

        foreach (var _ in sut.Pass([.. Enumerable.Range(0, 12)], 0))
            break;

        Assert.Equal(0, _running);
    }

    private static string Content(Batch batch)
    {
        var labels = batch.Labels.data<long>().ToArray();
        Assert.Equal([batch.Count, Side, Side, 3], batch.Pixels.shape);
        return $"{string.Join(',', labels)}: {Convert.ToHexString(batch.Pixels.bytes)}";
    }

    private static string Expected(int[] pictures) => $"{string.Join(',', pictures.Select(i => i % 2))}: {string.Concat(pictures.Select(i => Convert.ToHexString(SmallTraining.Pixels(i))))}";

    private BatchSource Source(PictureSet set, int ahead, bool dropsSingle, Action<int, int>? before = null) =>
        new(set, 4, Side, ahead, () => new Copier(this, before), dropsSingle);

    /// <summary>Copies the picture as it is.</summary>
    private sealed class Copier(BatchSourceTests test, Action<int, int>? before) : IPictureFiller
    {
        public void Fill(RgbView stored, int epoch, int picture, Span<byte> destination)
        {
            Interlocked.Increment(ref test._running);
            try
            {
                before?.Invoke(epoch, picture);
                stored.Pixels.CopyTo(destination);
                lock (test._gate)
                    test._filled.Add((epoch, picture));
            }
            finally
            {
                Interlocked.Decrement(ref test._running);
            }
        }
    }
}
