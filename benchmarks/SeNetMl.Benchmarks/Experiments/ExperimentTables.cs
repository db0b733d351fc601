using Microsoft.ML.SeNet;

namespace SeNetMl.Benchmarks.Experiments;

/// <summary>All tables of docs/experiments.md.</summary>
internal static class ExperimentTables
{
    private const string PaperAblations = "paper: ResNet-50 on ImageNet, top-1 / top-5 error (%)";

    private static readonly ExperimentPictures s_thousand = new("cifar10, 1000 a class", TrainingRecipe.Cifar, _ => 1000);
    private static readonly ExperimentPictures s_all = new("cifar10", TrainingRecipe.Cifar, _ => int.MaxValue);
    private static readonly ExperimentPictures s_few = new("cifar10, 250 a class", TrainingRecipe.Cifar, _ => 250);

    private static readonly ExperimentPictures s_unbalanced = new("cifar10, 500 to 25 a class", TrainingRecipe.Cifar, UnbalancedCount);

    private static readonly ExperimentPictures s_flowers = new("flowers5, 100 a class", TrainingRecipe.FewFlowers, _ => 100);

    private static readonly Experiment s_se = On(s_thousand, 10, "se");
    private static readonly Experiment s_plain = On(s_thousand, 10, "plain", options => options.UseSqueezeExcitation = false);
    private static readonly Experiment s_light = Long("light", options => options.Augmentation = AugmentationPreset.Light);
    private static readonly Experiment s_standard = On(s_few, 10, "se");

    internal static readonly ExperimentTable[] All =
    [
        new("se", "SE-ResNet-20 against ResNet-20",
        "Does squeeze and excitation help, all else equal? "
        + "10,000 pictures, 10 epochs of 79 steps.", "paper: ResNet-110 on all of CIFAR-10, error (%)",
        [
            new("ResNet-20", s_plain, "6.37"),
            new("SE-ResNet-20, r = 16", s_se, "5.21"),
        ]),
        new("wide", "SE in a wide residual network",
        "WRN-16-4 on all 50,000 pictures of CIFAR-10, 10 epochs of 391 steps, rate up to 0.1.", "paper: WRN-16-8 on CIFAR-10, error (%)",
        [
            new("WRN-16-4", Wide("wrn16-4 plain", useSe: false), "4.27"),
            new("SE-WRN-16-4, r = 16", Wide("wrn16-4 se", useSe: true), "3.88"),
        ]),
        new("mobile", "SE in MobileNetV3-Small",
        "All 50,000 pictures of CIFAR-10, enlarged to 64×64 since the network halves maps five times; 10 epochs of 391 steps, "
        + "rate up to 0.2.",
        null,
        [
            new("MobileNetV3-Small without SE", Mobile("mobilenetv3-small plain", useSe: false)),
            new("MobileNetV3-Small (SE with r = 4)", Mobile("mobilenetv3-small se", useSe: true)),
        ]),
        new("augmentation", "Augmentation",
        "The three presets on 2,500 pictures in 24 epochs of 20 steps. `Strong` is made for trainings many times as long.", null,
        [
            new("`None`", Long("none", options => options.Augmentation = AugmentationPreset.None)),
            new("`Light`", s_light),
            new("`Strong`", Long("strong", options => options.Augmentation = AugmentationPreset.Strong)),
        ]),
        new("ema", "Average of the weights (EMA)", "2,500 pictures, 24 epochs of 20 steps.", null,
        [
            new("without", s_light),
            new("`EmaDecay` 0.99", Long("ema", options => options.EmaDecay = 0.99)),
        ]),
        new("precision", "Precision",
        "2,500 pictures, 24 epochs of 20 steps: what convolutions compute in. Weights are float32 in both.", null,
        [
            new("`Precision` Float32", Long("float32", options => options.Precision = TrainingPrecision.Float32)),
            new("BFloat16", Long("bfloat16", options => options.Precision = TrainingPrecision.BFloat16)),
        ]),
        new("balance", "Unbalanced classes",
        "1,703 pictures: 500 of the first class by name, ever fewer of the next, 25 of the last; 24 epochs. "
        + "The test has as many of each class.", null,
        [
            new("`ClassBalance` None", Unbalanced("unbalanced", ClassBalance.None)),
            new("WeightedLoss", Unbalanced("weighted", ClassBalance.WeightedLoss)),
            new("BalancedSampling", Unbalanced("sampling", ClassBalance.BalancedSampling)),
        ]),
        new("finetune", "Fine-tuning",
        "500 pictures of flowers (100 of each of 5 kinds) at 32×32, 40 epochs, batch 32, rate up to 0.2, "
        + "from fresh weights or from those of an SE-ResNet-20 that has learnt 10,000 pictures of CIFAR-10 (the recipe above). "
        + "The test is 400 pictures, so one picture is a quarter of a point.", null,
        [
            new("fresh weights", FewFlowers("scratch", _ => { })),
            new("`Frozen`, its head trained by steps, before it was solved for",
                FewFlowers("frozen", options => StartFrom(options, BackboneTraining.Frozen))),
            new("`FrozenThenFull`, 10 epochs of such a head first, rate 0.05, `LayerRateDecay` 0.5", FewFlowers("thawed", Thawed)),
        ]),
        new("ratio", "Reduction ratio r",
        "2,500 pictures, 10 epochs of 20 steps, as in all of the ablations below: the beginning of a training. "
        + "What leads here need not lead at the end of a long one.", PaperAblations,
        [
            new("r = 16", s_standard, "22.28 / 6.03"),
            new("r = 2", Ablation("r2", options => options.ReductionRatio = 2), "22.29 / 6.00"),
            new("r = 4", Ablation("r4", options => options.ReductionRatio = 4), "22.25 / 6.09"),
            new("r = 8", Ablation("r8", options => options.ReductionRatio = 8), "22.26 / 5.99"),
            new("r = 32", Ablation("r32", options => options.ReductionRatio = 32), "22.72 / 6.20"),
            new("plain ResNet", Ablation("plain", options => options.UseSqueezeExcitation = false), "23.30 / 6.55"),
        ]),
        new("placement", "Placement of the SE block", "", PaperAblations,
        [
            new("Standard", s_standard, "22.28 / 6.03"),
            new("Pre", Ablation("pre", options => options.Placement = SePlacement.Pre), "22.23 / 6.00"),
            new("Post", Ablation("post", options => options.Placement = SePlacement.Post), "22.78 / 6.35"),
            new("Identity", Ablation("identity", options => options.Placement = SePlacement.Identity), "22.20 / 6.15"),
        ]),
        new("squeeze", "Squeeze", "", PaperAblations,
        [
            new("Average", s_standard, "22.28 / 6.03"),
            new("Max", Ablation("max", options => options.Squeeze = SeSqueeze.Max), "22.57 / 6.09"),
            new("None (1×1 convolutions on the whole map)",
                Ablation("nosqueeze", options => options.Squeeze = SeSqueeze.None), "22.93 / 6.39"),
        ]),
        new("gate", "Excitation's gate", "", PaperAblations,
        [
            new("Sigmoid", s_standard, "22.28 / 6.03"),
            new("Tanh", Ablation("tanh", options => options.Gate = SeGate.Tanh), "23.00 / 6.38"),
            new("ReLU", Ablation("relu", options => options.Gate = SeGate.ReLU), "23.47 / 6.98"),
        ]),
    ];

    /// <summary>Each experiment of the named tables, or of all where none is named, once.</summary>
    internal static IEnumerable<Experiment> ExperimentsOf(string[] tables) =>
        All.Where(table => tables.Length == 0 || tables.Contains(table.Name)).SelectMany(table => table.Rows)
            .Select(row => row.Experiment).Distinct();

    private static Experiment Wide(string name, bool useSe) => On(s_all, 10, name, options =>
        (options.Network, options.UseSqueezeExcitation, options.LearningRate) = (SeResNetVariant.CifarSeWideResNet16x4, useSe, 0.1));

    private static Experiment Mobile(string name, bool useSe) => On(s_all, 10, name, options =>
        (options.Network, options.UseSqueezeExcitation, options.LearningRate, options.ImageSize) =
            (SeResNetVariant.MobileNetV3Small, useSe, 0.2, 64));

    private static Experiment FewFlowers(string name, Action<SeResNetTrainer.Options> change) => On(s_flowers, 40, name, change);

    private static void StartFrom(SeResNetTrainer.Options options, BackboneTraining backbone) =>
        (options.InitialWeights, options.Backbone) = (Pretrained.Weights(), backbone);

    private static void Thawed(SeResNetTrainer.Options options)
    {
        StartFrom(options, BackboneTraining.FrozenThenFull);
        (options.LearningRate, options.LayerRateDecay) = (0.05, 0.5);
    }

    /// <summary>A geometric row over the ten classes.</summary>
    private static int UnbalancedCount(int label) => (int)Math.Round(500 * Math.Pow(25.0 / 500, label / 9.0));

    private static Experiment Unbalanced(string name, ClassBalance balance) =>
        On(s_unbalanced, 24, name, options => options.ClassBalance = balance);

    private static Experiment Long(string name, Action<SeResNetTrainer.Options> change) => On(s_few, 24, name, change);

    private static Experiment Ablation(string name, Action<SeResNetTrainer.Options> change) => On(s_few, 10, name, change);

    private static Experiment On(ExperimentPictures pictures, int epochs, string name, Action<SeResNetTrainer.Options>? change = null) =>
        new(name, pictures, epochs, change ?? (_ => { }));
}
