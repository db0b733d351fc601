using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Model;

public class BatchScorerTests : TensorTest
{
    private const int Side = 16;

    private static readonly NetworkOptions s_options =
        new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = 5, ZeroInitLastBatchNorm = false };

    [Fact]
    public void Score_Batch_IsTheSoftmaxOfTheTrainedForm()
    {
        using var sut = Scorer();
        var pixels = Pixels(3);
        var scores = new float[3 * 5];

        sut.Score(pixels, 3, scores);

        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var network = sut.Trained.ToNetwork();
        var expected = network.call(PixelTensor.ToInput(tensor(pixels, [3, Side, Side, 3]), Normalization.ImageNet, CPU))
            .softmax(1).data<float>().ToArray();
        for (var i = 0; i < scores.Length; i++)
            Assert.Equal(expected[i], scores[i], 1e-5f);
    }

    [Fact]
    public void Score_Calls_KeepNoTensor()
    {
        using var sut = Scorer();
        var scores = new float[5];
        sut.Score(Pixels(1), 1, scores);
        var before = LiveTensors.Now;

        for (var i = 0; i < 10; i++)
            sut.Score(Pixels(1), 1, scores);

        LiveTensors.AssertAre(before);
    }

    [Fact]
    public void Score_InADisposeScopeOfTheCaller_LeavesTheNetworkAlone()
    {
        var scores = new float[5];
        BatchScorer sut;
        using (NewDisposeScope())
            sut = Scorer();

        sut.Score(Pixels(1), 1, scores);
        sut.Dispose();

        Assert.Equal(1, scores.Sum(), 1e-5);
    }

    [Fact]
    public void Score_TwoThreads_GiveTheSameBits()
    {
        using var sut = Scorer();
        var pixels = Pixels(4);
        var results = new float[2][];

        Parallel.For(0, 2, i => sut.Score(pixels, 4, results[i] = new float[20]));

        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void Precision_BFloat16_ScoresAlmostAlike()
    {
        using var sut = Scorer();
        var (single, half, again) = (new float[15], new float[15], new float[15]);
        sut.Score(Pixels(3), 3, single);

        sut.Precision = ScoringPrecision.BFloat16;
        sut.Score(Pixels(3), 3, half);
        sut.Precision = ScoringPrecision.Float32;
        sut.Score(Pixels(3), 3, again);

        Assert.NotEqual(single, half);
        for (var i = 0; i < single.Length; i++)
            Assert.Equal(single[i], half[i], 0.02f);
        Assert.Equal(single, again);
    }

    [Fact]
    public void Precision_ChangedWhileOthersScore_DisturbsNoCall()
    {
        using var sut = Scorer();
        var (single, half) = (new float[5], new float[5]);
        sut.Score(Pixels(1), 1, single);
        sut.Precision = ScoringPrecision.BFloat16;
        sut.Score(Pixels(1), 1, half);
        var done = 0;

        Parallel.Invoke(
            () =>
            {
                for (var i = 0; i < 20; i++)
                    sut.Precision = (ScoringPrecision)(i % 2);
                Volatile.Write(ref done, 1);
            },
            () =>
            {
                var scores = new float[5];
                while (Volatile.Read(ref done) == 0)
                {
                    sut.Score(Pixels(1), 1, scores);
                    Assert.True(scores.SequenceEqual(single) || scores.SequenceEqual(half));
                }
            });
    }

    [Fact]
    public void Threads_Two_AreThoseOfTheCallAlone()
    {
        using var sut = Scorer();
        var (one, two, before) = (new float[10], new float[10], get_num_threads());
        sut.Threads = 1;
        sut.Score(Pixels(2), 2, one);

        sut.Threads = 2;
        sut.Score(Pixels(2), 2, two);

        Assert.Equal(before, get_num_threads());
        for (var i = 0; i < one.Length; i++)
            Assert.Equal(one[i], two[i], 1e-5f);
    }

    [Fact]
    public void Dispose_ThenScore_ThrowsWhatItWasGiven()
    {
        var sut = Scorer();

        sut.Dispose();
        sut.Dispose();

        Assert.Equal("gone", Assert.Throws<InvalidOperationException>(() => sut.Score(Pixels(1), 1, new float[5])).Message);
        Assert.Equal("gone", Assert.Throws<InvalidOperationException>(() => sut.Enter()).Message);
        Assert.Equal("gone", Assert.Throws<InvalidOperationException>(() => sut.Precision = ScoringPrecision.BFloat16).Message);
    }

    private static BatchScorer Scorer() => new(NetworkState.Take(new SeResNet(s_options, new Seeds(2))), Normalization.ImageNet, Side, CPU,
        () => new InvalidOperationException("gone"));

    private static byte[] Pixels(int count) => [.. Enumerable.Range(0, count * Side * Side * 3).Select(i => (byte)(i * 31 / 7))];
}
