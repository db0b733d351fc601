using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;
using SeNetMl.InterruptedTraining;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class HeadFeaturesTests : TensorTest, IDisposable
{
    private readonly List<TrainingProgress> _told = [];
    private readonly List<int> _computed = [];
    private readonly List<string> _log;
    private readonly IChannel _channel;
    private readonly IProgressChannel _progress;

    public HeadFeaturesTests()
    {
        var ml = new MLContext(1);
        _log = Fits.Log(ml, ChannelMessageKind.Info);
        var host = ((IHostEnvironment)ml).Register("test");
        (_channel, _progress) = (host.Start("test"), host.StartProgressChannel("test"));
    }

    void IDisposable.Dispose()
    {
        _channel.Dispose();
        _progress.Dispose();
        Dispose();
    }

    [Theory]
    [InlineData(ClassBalance.None, null)]
    [InlineData(ClassBalance.WeightedLoss, "balanced")]
    [InlineData(ClassBalance.BalancedSampling, "balanced")]
    public void Solve_SomePictures_ComputesEachOnceAndSolvesFromThem(ClassBalance balance, string? weights)
    {
        using var scope = NewDisposeScope();
        using var pictures = TrainingPictures.Set(11);

        var fit = new HeadFeatures(Job(pictures, balance, () => { }), FirstColors, 2).Solve();

        Assert.Equal([2, 2, 1], _computed);
        Assert.Equal([(2, 5), (4, 5), (5, 5)], _told.Select(progress => (progress.Step, progress.Steps)));
        Assert.All(_told, progress => Assert.Equal((TrainingStage.Featurizing, 0, 5), (progress.Stage, progress.Epoch, progress.Epochs)));
        Assert.Equal(
            ["The backbone is frozen: the features of 5 pictures, as they are, are computed once, and the fully connected layer is solved "
                + "from them."], _log);
        double[][] features =
            [.. ((int[])[6, 0, 1, 2, 4]).Select(number => SmallTraining.Pixels(number)[..2].Select(color => (double)color).ToArray())];
        double[]? classWeights = weights is null ? null : [5.0 / 8, 5.0 / 2];
        Assert.InRange(LogisticRegression.SteepestPart(features, [0, 0, 1, 0, 0], classWeights, fit.Strength,
            Values(fit.Weight), Values(fit.Bias)), 0, 1e-3);
    }

    [Fact]
    public void Solve_Canceled_EndsBeforeTheNextBatchAndLeavesNothing()
    {
        using var pictures = TrainingPictures.Set(11);
        var checks = 0;

        Assert.Throws<OperationCanceledException>(() => new HeadFeatures(
            Job(pictures, ClassBalance.None, () =>
            {
                if (++checks == 2)
                    throw new OperationCanceledException();
            }),
            FirstColors, 2).Solve());

        Assert.Equal([2], _computed);
    }

    private TrainingJob Job(PictureSet pictures, ClassBalance balance, Action checkAlive) => new()
    {
        Settings = TrainingLoopTests.Settings(epochs: 5, options => (options.BatchSize, options.ClassBalance) = (2, balance)) with
        {
            Evaluation = new EvaluationTransform(SmallTraining.Side, 1),
            Normalization = new Normalization([0, 0, 0], [1 / 255f, 1 / 255f, 1 / 255f]),
        },
        Part = new TrainingPart(pictures, [6, 0, 1, 2, 4], (pictures, [5, 7, 8, 9, 10])),
        Device = CPU,
        Listeners = new TrainingListeners(_channel, _progress, _told.Add, checkAlive),
    };

    /// <summary>Red and green of the first pixel.</summary>
    private Tensor FirstColors(Tensor input)
    {
        _computed.Add((int)input.shape[0]);
        return input.narrow(1, 0, 2).select(3, 0).select(2, 0).clone();
    }

    private static double[] Values(Tensor tensor) => [.. tensor.contiguous().data<float>().ToArray().Select(value => (double)value)];
}
