namespace SeNetMl.Benchmarks;

/// <summary>Figures that are measured together.</summary>
/// <param name="Data">What their works read; null where they need no data.</param>
/// <param name="Figures">The figures, in the order in which they are measured.</param>
internal sealed record Subject(Data? Data, Figure[] Figures);

/// <summary>Data that must be unpacked first.</summary>
/// <param name="Unpack">Makes them ready until the result is disposed; null where they are not on this machine.</param>
/// <param name="Missing">What to say then.</param>
internal sealed record Data(Func<IDisposable?> Unpack, Func<string> Missing);

/// <summary>What <c>compare</c> can compare.</summary>
internal static class Subjects
{
    /// <summary>All subjects about speed, in one run.</summary>
    internal const string All = "all";

    private static readonly Data s_samples = new(SamplePictures.Unpack, () => SamplePictures.Missing);
    private static readonly Data s_training = new(TrainingPictures.Unpack, () => TrainingPictures.Missing);

    private static readonly Dictionary<string, Subject> s_all = new()
    {
        ["inference"] = new(null,
        [
            Faster("se50_fp32_b1_vs_onnxruntime", "se50_float32_b1", 1, Peer.OnnxRuntime),
            Faster("se50_fp32_b8_vs_onnxruntime", "se50_float32_b8", 8, Peer.OnnxRuntime),
            Faster("se50_fp32_b32_vs_onnxruntime", "se50_float32_b32", 32, Peer.OnnxRuntime),
            Faster("se50_fp32_b32_vs_torchsharp_default", "se50_float32_b32", 32, Peer.TorchSharpDefault, "se50_forward_b32"),
            Faster("se50_fp32_b32_share_of_peak", "se50_float32_b32", 32, null, "peak_float32_b32"),
            Faster("se50_bf16_b8_vs_onnxruntime", "se50_bfloat16_b8", 8, Peer.OnnxRuntime, "se50_float32_b8"),
            Faster("se50_bf16_b32_vs_onnxruntime", "se50_bfloat16_b32", 32, Peer.OnnxRuntime, "se50_float32_b32"),
            Faster("se50_bf16_b32_vs_torchsharp_best", "se50_bfloat16_b32", 32, Peer.TorchSharpBest, "se50_forward_b32"),
            Faster("se50_bf16_b32_share_of_peak", "se50_bfloat16_b32", 32, null, "peak_bfloat16_b32"),
        ]),
        ["mobile"] = new(null,
        [
            Faster("efficientnet_b0_fp32_b1_vs_onnxruntime", "EfficientNetB0_float32_b1", 1, Peer.OnnxRuntime),
            Faster("efficientnet_b0_fp32_b32_vs_onnxruntime", "EfficientNetB0_float32_b32", 32, Peer.OnnxRuntime),
            Faster("mobilenetv3_large_fp32_b1_vs_onnxruntime", "MobileNetV3Large_float32_b1", 1, Peer.OnnxRuntime),
            Faster("mobilenetv3_large_fp32_b32_vs_onnxruntime", "MobileNetV3Large_float32_b32", 32, Peer.OnnxRuntime),
        ]),
        ["steps"] = new(null,
        [
            Faster("se50_train_b16_vs_torchsharp_default", "se50_train_b16", StepWorks.LargeBatch, Peer.TorchSharpDefault),
            Faster("se50_train_b16_vs_torchsharp_best", "se50_train_b16", StepWorks.LargeBatch, Peer.TorchSharpBest),
            Faster("se20_train_b128_vs_torchsharp_best", "se20_train_b128", StepWorks.SmallBatch, Peer.TorchSharpBest),
        ]),
        ["memory"] = new(null,
        [
            new PeakMemoryFigure("se50_train_b16_peak_memory_mb", "se50_train_b16", null),
            new PeakMemoryFigure("se50_train_b16_peak_memory_vs_torchsharp_default", "se50_train_b16", Peer.TorchSharpDefault),
            new PeakMemoryFigure("se50_train_b16_peak_memory_vs_torchsharp_best", "se50_train_b16", Peer.TorchSharpBest),
        ]),
        ["epoch"] = new(s_training, [Faster("epoch_vs_pytorch_best", "flowers_best_fit", TrainingWorks.FlowersPassed, Peer.Training)]),
        ["start"] = new(null, [new FirstPredictionFigure("first_prediction_seconds")]),
        ["growth"] = new(null,
        [
            GrowthFigure.OfBatches(threads: 1),
            GrowthFigure.OfBatches(threads: 2),
            GrowthFigure.OfSides(threads: 1),
            GrowthFigure.OfSides(threads: 2),
            GrowthFigure.OfPictures(threads: 1),
            GrowthFigure.OfPictures(threads: 2),
        ]),
        ["network"] = new(null,
        [
            Faster("se50_forward_vs_torchsharp_default", "se50_forward", Works.Batch, Peer.TorchSharpDefault),
            Faster("se50_train_step_vs_torchsharp_default", "se50_train_step", Works.Batch, Peer.TorchSharpDefault),
            new TurnFigure("se50_cost_over_resnet50", "se50_forward_backward", "resnet50_forward_backward", Works.Batch, null, Cost),
            new TurnFigure("tiny_op_microseconds", "tiny_op", "tiny_op", 1, null, Microseconds),
        ]),
        ["images"] = new(s_samples,
        [
            Faster("decode_vs_torchvision", "decode", PictureWorks.Count, Peer.Torchvision),
            Faster("decode_resize_vs_torchvision", "decode_resize", PictureWorks.Count, Peer.Torchvision),
            Faster("decode_vs_mlnet", "decode", PictureWorks.Count, null, "mlnet_decode"),
            Faster("decode_resize_vs_mlnet", "decode_resize", PictureWorks.Count, null, "mlnet_decode_resize"),
            Faster("mlnet_decode_vs_torchvision", "mlnet_decode", PictureWorks.Count, Peer.Torchvision, "decode"),
            Faster("mlnet_decode_resize_vs_torchvision", "mlnet_decode_resize", PictureWorks.Count, Peer.Torchvision, "decode_resize"),
            Faster("mlnet_decode_resize_fill_vs_torchvision", "mlnet_decode_resize_fill", PictureWorks.Count,
                Peer.Torchvision, "decode_resize_fill"),
        ]),
        ["training"] = new(s_training,
        [
            Faster("epoch_vs_pytorch_flowers", "flowers_fit", TrainingWorks.FlowersPassed, Peer.Training),
            Faster("epoch_vs_pytorch_cifar", "cifar_fit", TrainingWorks.CifarPassed, Peer.Training),
            Faster("step_share_of_epoch", "cifar_epoch", TrainingWorks.CifarPictures, null, "cifar_steps"),
        ]),
        ["augmentation"] = new(s_training,
        [
            Faster("augmented_epoch_vs_pytorch", "flowers_strong_fit", TrainingWorks.FlowersPassed, Peer.Training),
            Faster("augmented_epoch_vs_pytorch_cifar", "cifar_strong_fit", TrainingWorks.CifarPassed, Peer.Training),
        ]),
        ["scoring"] = new(null,
        [
            Faster("transform_batched_vs_row_by_row", "score_batched", ScoringWorks.Count, null, "score_row_by_row"),
            new TurnFigure("engine_overhead_percent", "score_engine", "score_network", 1, null, Overhead),
        ]),
    };

    /// <summary>The subjects that are about how fast the processor allows.</summary>
    private static readonly string[] s_speed = ["inference", "steps", "memory", "epoch", "start", "growth"];

    internal static IEnumerable<string> Names => s_all.Keys.Append(All);

    /// <summary>The subject of a name; several for <see cref="All"/>.</summary>
    internal static IReadOnlyList<Subject> Of(string name) => name == All ? [.. s_speed.Select(part => s_all[part])]
        : s_all.TryGetValue(name, out var subject) ? [subject]
        : throw new ArgumentException($"Subject: expected one of {string.Join(", ", Names)}, got '{name}'.", nameof(name));

    /// <summary>How many times as fast as the other we are, by works of one name unless said otherwise.</summary>
    private static TurnFigure Faster(string name, string work, int units, Peer? peer, string? other = null) =>
        new(name, work, other ?? work, units, peer, (ours, others) => others / ours);

    /// <summary>How many times as long ours takes.</summary>
    private static double Cost(double ours, double other) => ours / other;

    /// <summary>By how many percent ours takes longer.</summary>
    private static double Overhead(double ours, double other) => 100 * ((ours / other) - 1);

    private static double Microseconds(double ours, double other) => ours * 1e6;
}
