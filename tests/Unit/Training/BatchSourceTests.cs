using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Training;

public class BatchSourceTests : TensorTest
{
    private const int Side = SmallTraining.Side;
    private const int Square = Side * Side * 3;

    private readonly Lock _gate = new();
    private readonly List<(int Epoch, int Picture)> _filled = [];
    private readonly List<(int Picture, int Repeat)> _repeats = [];
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
    public void Pass_PicturesThatComeAgain_TellsHowOftenTheyCameBefore()
    {
        using var set = TrainingPictures.Set(4);
        using var sut = Source(set, 2, dropsSingle: false);
        int[] order = [3, 1, 1, 3, 2, 1, 1, 0, 1];

        Assert.Equal(order.Chunk(4).Select(Expected), sut.Pass(order, 0).Select(Content));

        Assert.Equal([(0, 0), (1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (2, 0), (3, 0), (3, 1)], _repeats.Order());
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

    [Fact]
    public void Pass_WithoutMixing_HasNoSecondLabels()
    {
        using var set = TrainingPictures.Set(8);
        using var sut = Source(set, 2, dropsSingle: true);

        Assert.All(sut.Pass([.. Enumerable.Range(0, 8)], 0), batch => Assert.Null(batch.Mixed));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(5, 1)]
    public void Pass_Mixing_DependsOnSeedEpochAndBatchOnly(int ahead, int first)
    {
        using var set = TrainingPictures.Set(19);
        using var expected = Source(set, 3, dropsSingle: true, mix: Mix(0.5));
        using var sut = Source(set, ahead, dropsSingle: true, mix: Mix(0.5));
        int[] order = [.. Enumerable.Range(0, 19).Reverse()];

        var all = Enumerable.Range(0, 4).Select(epoch => expected.Pass(order, epoch).Select(MixedContent).ToList()).ToList();

        for (var epoch = 3; epoch >= 0; epoch--)
            Assert.Equal(all[epoch].Skip(first), sut.Pass(order, epoch, first).Select(MixedContent));
        Assert.Equal(all.Count, all.Select(batches => string.Join('\n', batches)).Distinct().Count());
        Assert.Contains(all.SelectMany(batches => batches), content => content.StartsWith("plain", StringComparison.Ordinal));
        Assert.Contains(all.SelectMany(batches => batches), content => content.StartsWith("mixed", StringComparison.Ordinal));
    }

    [Fact]
    public void Pass_Mixing_LabelsAndPixelsAreMixedAlike()
    {
        using var set = TrainingPictures.Set(10);
        using var sut = Source(set, 2, dropsSingle: false, mix: Mix(1));
        var order = Enumerable.Range(0, 10).ToArray();
        for (var epoch = 0; epoch < 20; epoch++)
        {
            foreach (var (batch, numbers) in sut.Pass(order, epoch).Zip(order.Chunk(4)))
            {
                var mixed = batch.Mixed!.Value;
                var weights = mixed.OwnWeights.data<float>().ToArray();
                Assert.Equal(numbers.Select(i => (long)(i % 2)), batch.Labels.data<long>().ToArray());
                Assert.Equal(numbers.Length, weights.Length);
                Assert.All(weights, weight => Assert.InRange(weight, 0, 1));
                AssertPartners(batch, mixed, numbers, weights[0]);
            }
        }
    }

    // Whoever the partners are: one rotation of the batch explains their classes and every pixel.
    private static void AssertPartners(Batch batch, MixedLabels mixed, int[] numbers, float weight)
    {
        var (partners, pixels) = (mixed.Partners.data<long>().ToArray(), batch.Pixels.bytes.ToArray());
        var offsets = Enumerable.Range(1, numbers.Length - 1).Where(offset => Enumerable.Range(0, numbers.Length).All(i =>
        {
            var partner = numbers[(i + offset) % numbers.Length];
            var (own, other, actual) =
                (SmallTraining.Pixels(numbers[i]), SmallTraining.Pixels(partner), pixels.AsSpan(i * Square, Square).ToArray());
            var overlaid = own.Zip(other, actual)
                .All(item => Math.Abs((weight * item.First) + ((1 - weight) * item.Second) - item.Third) <= 0.5);
            var cut = own.Zip(other, actual).All(item => item.Third == item.First || item.Third == item.Second);
            return partners[i] == partner % 2 && (overlaid || cut);
        }));
        Assert.NotEmpty(offsets);
    }

    private static BatchMix Mix(double probability) => new(new MixUp(1), new CutMix(), probability);

    private static string MixedContent(Batch batch) => batch.Mixed is { } mixed
        ? $"mixed {string.Join(',', mixed.Partners.data<long>().ToArray())} {string.Join(',', mixed.OwnWeights.data<float>().ToArray())} "
            + $"{Content(batch)}"
        : $"plain {Content(batch)}";

    private static string Content(Batch batch)
    {
        var labels = batch.Labels.data<long>().ToArray();
        Assert.Equal([batch.Count, Side, Side, 3], batch.Pixels.shape);
        return $"{string.Join(',', labels)}: {Convert.ToHexString(batch.Pixels.bytes)}";
    }

    private static string Expected(int[] pictures) => $"{string.Join(',', pictures.Select(i => i % 2))}: "
        + $"{string.Concat(pictures.Select(i => Convert.ToHexString(SmallTraining.Pixels(i))))}";

    private BatchSource Source(PictureSet set, int ahead, bool dropsSingle, Action<int, int>? before = null, BatchMix? mix = null) =>
        new(set, 4, Side, ahead, () => new Copier(this, before), dropsSingle,
            mix is null ? null : () => new BatchMixing(mix, new Seeds(3), Side));

    /// <summary>Copies the picture as it is.</summary>
    private sealed class Copier(BatchSourceTests test, Action<int, int>? before) : IPictureFiller
    {
        public void Fill(RgbView stored, int epoch, int picture, int repeat, Span<byte> destination)
        {
            Interlocked.Increment(ref test._running);
            try
            {
                before?.Invoke(epoch, picture);
                stored.Pixels.CopyTo(destination);
                lock (test._gate)
                {
                    test._filled.Add((epoch, picture));
                    test._repeats.Add((picture, repeat));
                }
            }
            finally
            {
                Interlocked.Decrement(ref test._running);
            }
        }
    }
}
