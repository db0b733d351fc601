using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.Transforms.Image;
using static TorchSharp.torch;

namespace SeNetMl.Benchmarks;

/// <summary>The works by name. The peers' scripts have works of the same names that compute the same.</summary>
internal static class Works
{
    internal const int Batch = 8;
    private const int Classes = 1000;
    private const int Size = 224;

    internal static Action Prepare(string name) => name switch
    {
        "se50_forward" => Forward(SeResNet50(squeezeExcitation: true)),
        "se50_train_step" => TrainStep(SeResNet50(squeezeExcitation: true)),
        "se50_forward_backward" => ForwardBackward(SeResNet50(squeezeExcitation: true)),
        "resnet50_forward_backward" => ForwardBackward(SeResNet50(squeezeExcitation: false)),
        "tiny_op" => TinyOperator(),
        "se50_float32_b1" => InferenceWorks.Score(ScoringPrecision.Float32, 1),
        "se50_float32_b8" => InferenceWorks.Score(ScoringPrecision.Float32, 8),
        "se50_float32_b32" => InferenceWorks.Score(ScoringPrecision.Float32, 32),
        "se50_bfloat16_b8" => InferenceWorks.Score(ScoringPrecision.BFloat16, 8),
        "se50_bfloat16_b32" => InferenceWorks.Score(ScoringPrecision.BFloat16, 32),
        "peak_float32_b32" => PeakWorks.MultiplyAdds(32, 1),
        "peak_bfloat16_b32" => PeakWorks.MultiplyAdds(32, 0.5),
        "se50_train_b16" => StepWorks.Large(),
        "se20_train_b128" => StepWorks.Small(),
        "decode_resize" => PictureWorks.DecodeResize(),
        "decode" => PictureWorks.Decode(),
        "mlnet_decode_resize" => PictureWorks.MlNetDecodeResize(),
        "mlnet_decode_resize_fill" => PictureWorks.MlNetDecodeResize(ImageResizingEstimator.ResizingKind.Fill),
        "mlnet_decode" => PictureWorks.MlNetDecode(),
        "flowers_fit" => TrainingWorks.FitFlowers(AugmentationPreset.Light),
        "cifar_fit" => TrainingWorks.FitCifar(AugmentationPreset.Light),
        "flowers_best_fit" => TrainingWorks.FitFlowers(AugmentationPreset.Light, TrainingPrecision.BFloat16),
        "flowers_strong_fit" => TrainingWorks.FitFlowers(AugmentationPreset.Strong),
        "cifar_strong_fit" => TrainingWorks.FitCifar(AugmentationPreset.Strong),
        "cifar_epoch" => TrainingWorks.CifarEpoch(),
        "cifar_steps" => TrainingWorks.CifarSteps(),
        "score_batched" => ScoringWorks.Batched(),
        "score_row_by_row" => ScoringWorks.RowByRow(),
        "score_engine" => ScoringWorks.Engine(),
        "score_network" => ScoringWorks.Network(),
        _ when InferenceWorks.Parse(name) is var (variant, precision, batch) =>
            InferenceWorks.Score(precision, batch, variant: variant),
        _ when GrowthWorks.Prepare(name) is { } growing => growing,
        _ => throw new ArgumentException($"Expected a work that is listed in {nameof(Works)}, got '{name}'.", nameof(name)),
    };

    private static SeResNet SeResNet50(bool squeezeExcitation) =>
        new(new NetworkOptions { Classes = Classes, SqueezeExcitation = squeezeExcitation ? new() : null }, new Seeds(1));

    private static Action Forward(SeResNet network)
    {
        network.eval();
        var pictures = randn(Batch, 3, Size, Size);
        return () =>
        {
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            network.call(pictures);
        };
    }

    private static Action ForwardBackward(SeResNet network)
    {
        var (pictures, labels) = (randn(Batch, 3, Size, Size), randint(Classes, [Batch]));
        return () =>
        {
            using var scope = NewDisposeScope();
            network.zero_grad();
            nn.functional.cross_entropy(network.call(pictures), labels).backward();
        };
    }

    private static Action TrainStep(SeResNet network)
    {
        var optimizer = optim.SGD(network.parameters(), 0.01, momentum: 0.9, weight_decay: 1e-4);
        var (pictures, labels) = (randn(Batch, 3, Size, Size), randint(Classes, [Batch]));
        return () =>
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.cross_entropy(network.call(pictures), labels).backward();
            optimizer.step();
        };
    }

    private static Action TinyOperator()
    {
        var (left, right) = (ones(4), ones(4));
        return () => left.add(right).Dispose();
    }
}
