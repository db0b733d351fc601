using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;
using SeNetMl.InterruptedTraining;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class HeadPhaseTests : TensorTest, IDisposable
{
    private readonly List<TrainingProgress> _told = [];
    private readonly List<int> _computed = [];
    private readonly List<string> _log;
    private readonly IChannel _channel;
    private readonly IProgressChannel _progress;

    public HeadPhaseTests()
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

    [Fact]
    public void Constructor_TrainingAndValidation_ComputesEachPictureOnceAndTells()
    {
        using var pictures = TrainingPictures.Set(11);
        using var sut = new HeadPhase(Job(pictures, () => { }), Network, steps: 2);

        for (var epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(["0 6", "1"], sut.Training([0, 6, 1], epoch, first: 0).Select(Pictures));
            Assert.Equal(["5 7", "8 9", "10"], sut.Validation().Select(Pictures));
        }

        Assert.Equal([2, 1, 2, 2, 1], _computed);
        Assert.Equal([(2, 8), (3, 8), (5, 8), (7, 8), (8, 8)], _told.Select(progress => (progress.Step, progress.Steps)));
        Assert.All(_told, progress => Assert.Equal((TrainingStage.Featurizing, 0, 5), (progress.Stage, progress.Epoch, progress.Epochs)));
        Assert.Equal(
            ["The backbone is frozen: the features of 8 pictures are computed once, and in these epochs pictures are not augmented."],
            _log);
    }

    [Fact]
    public void Constructor_Cancelled_EndsBeforeTheNextBatchAndLeavesNothing()
    {
        using var pictures = TrainingPictures.Set(11);
        var checks = 0;

        Assert.Throws<OperationCanceledException>(() => new HeadPhase(
            Job(pictures, () =>
            {
                if (++checks == 2)
                    throw new OperationCanceledException();
            }),
            Network, steps: 2));

        Assert.Equal([2], _computed);
    }

    private NetworkHalves Network => new(FirstColor, FeatureCount: 1, Head: features => features);

    private TrainingJob Job(PictureSet pictures, Action checkAlive) => new()
    {
        Settings = TrainingLoopTests.Settings(epochs: 5, options => options.BatchSize = 2)
            with { Evaluation = new EvaluationTransform(SmallTraining.Side, 1) },
        Part = new TrainingPart(pictures, [6, 0, 1], (pictures, [5, 7, 8, 9, 10])),
        Device = CPU,
        Listeners = new TrainingListeners(_channel, _progress, _told.Add, checkAlive),
    };

    private Tensor FirstColor(Tensor pixels)
    {
        _computed.Add((int)pixels.shape[0]);
        using var flat = pixels.view(pixels.shape[0], -1);
        using var first = flat.narrow(1, 0, 1);
        return first.to_type(ScalarType.Float32);
    }

    /// <summary>The numbers of a batch's pictures, each of which begins with another color; its classes must be theirs.</summary>
    private static string Pictures(Batch batch)
    {
        var numbers = batch.Pixels.data<float>().ToArray()
            .Select(color => Enumerable.Range(0, 11).Single(number => SmallTraining.Pixels(number)[0] == color)).ToArray();
        Assert.Equal(numbers.Select(number => number % 2L), batch.Labels.data<long>().ToArray());
        return string.Join(' ', numbers);
    }
}
