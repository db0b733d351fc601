namespace SeNetMl.Benchmarks;

/// <summary>One line of a comparison: two works that take turns, and the figure that their times make.</summary>
/// <param name="Name">The figure's name.</param>
/// <param name="Work">Our work.</param>
/// <param name="Against">The other work.</param>
/// <param name="Units">How many pictures or calls one repetition is, for the rates shown.</param>
/// <param name="AgainstUs">Whether the other work is ours too.</param>
/// <param name="Value">The figure, from our seconds and the other's for one repetition.</param>
internal sealed record Figure(string Name, string Work, string Against, int Units, bool AgainstUs, Func<double, double, double> Value);

/// <summary>What <c>compare</c> can compare: a subject's peer and its figures.</summary>
/// <param name="Peer">The peer's script in benchmarks/peers; null where ours is compared with ours alone.</param>
/// <param name="Data">What its works read; null where they need no data.</param>
/// <param name="Figures">The figures, in the order in which they are measured.</param>
internal sealed record Subject(string? Peer, Data? Data, Figure[] Figures);

/// <summary>Data that must be unpacked first.</summary>
/// <param name="Unpack">Makes them ready until the result is disposed; null where they are not on this machine.</param>
/// <param name="Missing">What to say then.</param>
internal sealed record Data(Func<IDisposable?> Unpack, Func<string> Missing);

internal static class Subjects
{
    private static readonly Data s_samples = new(SamplePictures.Unpack, () => SamplePictures.Missing);
    private static readonly Data s_training = new(TrainingPictures.Unpack, () => TrainingPictures.Missing);

    private static readonly Dictionary<string, Subject> s_all = new()
    {
        ["network"] = new("pytorch_network.py", null,
        [
            new("se50_forward_vs_pytorch", "se50_forward", "se50_forward", Works.Batch, AgainstUs: false, Faster),
            new("se50_train_step_vs_pytorch", "se50_train_step", "se50_train_step", Works.Batch, AgainstUs: false, Faster),
            new("se50_cost_over_resnet50", "se50_forward_backward", "resnet50_forward_backward", Works.Batch, AgainstUs: true, Cost),
            new("tiny_op_microseconds", "tiny_op", "tiny_op", 1, AgainstUs: false, Microseconds),
        ]),
        ["images"] = new("torchvision_images.py", s_samples,
        [
            new("decode_resize_vs_torchvision", "decode_resize", "decode_resize", PictureWorks.Count, AgainstUs: false, Faster),
            new("decode_resize_fill_vs_torchvision", "decode_resize_fill", "decode_resize_fill", PictureWorks.Count, AgainstUs: false, Faster),
            new("decode_vs_torchvision", "decode", "decode", PictureWorks.Count, AgainstUs: false, Faster),
            new("prediction_engine_microseconds", "prediction", "prediction", 1, AgainstUs: false, Microseconds),
        ]),
        ["training"] = new("pytorch_training.py", s_training,
        [
            new("epoch_vs_pytorch_flowers", "flowers_fit", "flowers_fit", TrainingWorks.FlowersPassed, AgainstUs: false, Faster),
            new("epoch_vs_pytorch_cifar", "cifar_fit", "cifar_fit", TrainingWorks.CifarPassed, AgainstUs: false, Faster),
            new("step_share_of_epoch", "cifar_epoch", "cifar_steps", TrainingWorks.CifarPictures, AgainstUs: true, Faster),
        ]),
        ["augmentation"] = new("pytorch_training.py", s_training,
        [
            new("augmented_epoch_vs_pytorch", "flowers_strong_fit", "flowers_strong_fit", TrainingWorks.FlowersPassed, AgainstUs: false, Faster),
            new("augmented_epoch_vs_pytorch_cifar", "cifar_strong_fit", "cifar_strong_fit", TrainingWorks.CifarPassed, AgainstUs: false, Faster),
        ]),
        ["scoring"] = new(null, null,
        [
            new("transform_batched_vs_row_by_row", "score_batched", "score_row_by_row", ScoringWorks.Count, AgainstUs: true, Faster),
            new("engine_overhead_percent", "score_engine", "score_network", 1, AgainstUs: true, Overhead),
        ]),
    };

    internal static IEnumerable<string> Names => s_all.Keys;

    internal static Subject Of(string name) => s_all.TryGetValue(name, out var subject)
        ? subject
        : throw new ArgumentException($"Subject: expected one of {string.Join(", ", Names)}, got '{name}'.", nameof(name));

    /// <summary>How many times as fast as the other we are.</summary>
    private static double Faster(double ours, double other) => other / ours;

    /// <summary>How many times as long ours takes.</summary>
    private static double Cost(double ours, double other) => ours / other;

    /// <summary>By how many percent ours takes longer.</summary>
    private static double Overhead(double ours, double other) => 100 * ((ours / other) - 1);

    private static double Microseconds(double ours, double other) => ours * 1e6;
}
