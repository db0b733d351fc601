using Microsoft.ML.SeNet.Tests.Model;
using Microsoft.ML.SeNet.Tests.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Whole trainings on two threads, where sums are put together of what each thread has:
/// no luck may decide in which order.</summary>
public sealed class SeResNetTrainerThreadsTests : TensorTest, IDisposable
{
    private readonly int _before = get_num_threads();

    public SeResNetTrainerThreadsTests() => set_num_threads(2);

    void IDisposable.Dispose()
    {
        set_num_threads(_before);
        Dispose();
    }

    [SkippableTheory]
    [InlineData(SeResNetVariant.CifarSeResNet20, 32, TrainingPrecision.Float32)]
    [InlineData(SeResNetVariant.CifarSeResNet20, 32, TrainingPrecision.BFloat16)]
    [InlineData(SeResNetVariant.SeResNet50, 64, TrainingPrecision.Float32)]
    public void Fit_TwiceOnTwoThreads_GivesTheSameBits(SeResNetVariant network, int side, TrainingPrecision precision)
    {
        Skip.If(Environment.ProcessorCount < 2, "There is one processor.");
        if (precision == TrainingPrecision.BFloat16)
            Sample.SkipWithoutBFloat16();
        var first = Weights();

        Assert.Equal(first, Weights());

        if (precision != TrainingPrecision.Float32)
            return; // rounding to bfloat16 may hide the order
        set_num_threads(1);
        Assert.NotEqual(first, Weights()); // else the network is too small for two threads, and nothing was tested

        string Weights() => Fits.Weights(new MLContext(1), Fits.Options(options =>
            (options.Network, options.ImageSize, options.BatchSize, options.Precision) = (network, side, 8, precision)));
    }
}
