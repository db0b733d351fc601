using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification.Tests.Display;

public sealed class TrainingDisplayTests
{
    private readonly Recorded _recorded = new();

    [Fact]
    public void Run_ToAFile_GivesALineForEachEpoch()
    {
        var answer = new TrainingDisplay(_recorded.Terminal).Run(report =>
        {
            report(new() { Stage = TrainingStage.Loading, Step = 100, Steps = 60_000 });
            report(new() { Stage = TrainingStage.Loading, Step = 60_000, Steps = 60_000, ImagesPerSecond = 12_345.6 });
            report(new() { Stage = TrainingStage.Loading, Step = 60_000, Steps = 60_000, ImagesPerSecond = 12_345.6 });
            report(new() { Stage = TrainingStage.Training, Epoch = 1, Epochs = 2, Step = 1, Steps = 10, Loss = 2.3 });
            report(new() { Stage = TrainingStage.EpochEnd, Epoch = 1, Epochs = 2, Loss = 0.5, Accuracy = 0.8125, ImagesPerSecond = 987.6,
                TimeLeft = TimeSpan.FromSeconds(65) });
            report(new() { Stage = TrainingStage.EpochEnd, Epoch = 2, Epochs = 2, Loss = 0.25, Accuracy = 0.9, ImagesPerSecond = 1000,
                ValidationLoss = 0.3, ValidationAccuracy = 0.89 });
            return 42;
        });

        Assert.Equal(42, answer);
        Assert.Equal(
            [
                "read 60,000 pictures (12,346/s)",
                "epoch 1/2: training loss 0.500, accuracy 81.3 %; 988 pictures/s, 1:05 min left",
                "epoch 2/2: training loss 0.250, accuracy 90.0 %; validation loss 0.300, accuracy 89.0 %; 1,000 pictures/s",
            ],
            _recorded.Out);
    }
}
