using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Training;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Trainings on shared pictures that pause and go on.</summary>
public sealed class SeResNetTrainerTrialsTests : TensorTest, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("trials-").FullName;
    private readonly MLContext _ml = new(SmallTraining.Seed);

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Theory]
    [InlineData(TrainingOptimizer.Sgd, 0)]
    [InlineData(TrainingOptimizer.Sgd, 0.9)]
    [InlineData(TrainingOptimizer.AdamW, 0)]
    public void FitPart_PausedAfterEachEpoch_EndsWithTheBitsOfFit(TrainingOptimizer optimizer, double emaDecay)
    {
        var (train, validation) = (SmallTraining.Data(_ml), SmallTraining.Data(_ml, 6));
        var options = Options(validation);
        (options.Optimizer, options.EmaDecay) = (optimizer, emaDecay);
        var expected = Fits.Weights(_ml, options, train);
        options.CheckpointPath = Path.Combine(_folder, "trial.ckpt");
        var trainer = Fits.Trainer(_ml, options);
        using var pictures = trainer.LoadPictures(train);
        var part = new TrainingPart(
            pictures.Pictures, [.. Enumerable.Range(0, SmallTraining.Pictures)], (pictures.Validation!, [.. Enumerable.Range(0, 6)]));
        var epochs = new List<int>();
        for (var pause = 1; pause <= SmallTraining.Epochs; pause++)
        {
            var fit = trainer.FitPart(pictures, part, SmallTraining.Seed, pause);
            epochs.Add(fit.State.Epoch);
            using var model = new SeResNetTransformer(_ml, fit.Description, NetworkState.Take(fit.Network));
            if (pause == SmallTraining.Epochs)
                Assert.Equal(expected, Fits.Weights(model));
        }
        Assert.Equal([1, 2, 3], epochs);
    }

    [Fact]
    public void FitPart_OtherSeed_GivesOtherWeights()
    {
        var trainer = Fits.Trainer(_ml, Options(null));
        using var pictures = trainer.LoadPictures(SmallTraining.Data(_ml));
        var part = new TrainingPart(pictures.Pictures, [.. Enumerable.Range(0, 8)], null);

        Assert.Equal(Weights(1), Weights(1));
        Assert.NotEqual(Weights(1), Weights(2));

        string Weights(long seed)
        {
            var fit = trainer.FitPart(pictures, part, seed, 1);
            using var model = new SeResNetTransformer(_ml, fit.Description, NetworkState.Take(fit.Network));
            return Fits.Weights(model);
        }
    }

    private static SeResNetTrainer.Options Options(IDataView? validation) =>
        Fits.Options(options => (options.Epochs, options.ValidationSet) = (SmallTraining.Epochs, validation));
}
