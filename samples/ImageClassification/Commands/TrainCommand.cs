using System.CommandLine;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;
using SeNetMl.Samples.ImageClassification.Results;

namespace SeNetMl.Samples.ImageClassification.Commands;

/// <summary>The verb <c>train</c>: from a folder of pictures to a model, its figures and its plots.</summary>
internal static class TrainCommand
{
    private static readonly Option<string?> s_data = new("--data")
    {
        Description = "Pictures: DIR/train/CLASS/… with DIR/test/CLASS/… and, for the choice of the best epoch, DIR/val/CLASS/…, or "
            + "DIR/CLASS/…, of which a fifth is kept for the test. Without it, pictures are drawn.",
        HelpName = "DIR",
    };

    private static readonly Option<string> s_output = new("--output")
    {
        Description = $"Where to write the results: {ResultsFolder.Model} (for predict, evaluate, info, and any ML.NET program), "
            + $"and {ResultsFolder.Report}, which shows all the rest.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "output",
    };

    private static readonly Option<string?> s_network = new("--network")
    {
        Description = $"One of {string.Join(", ", Enum.GetNames<SeResNetVariant>())}, or without Se for the plain network; capitals "
            + "and dashes do not matter. Unless given: CifarSeResNet20 where most pictures are small (up to 64 pixels), else SeResNet18.",
        HelpName = "NAME",
    };

    private static readonly Option<int?> s_reduction = Options.OptionalNumber("--reduction",
        "The reduction ratio r of squeeze and excitation. Unless given: 16, and 4 for MobileNetV3 and EfficientNet.", 1, 4096);
    private static readonly Option<int?> s_epochs = Options.OptionalNumber("--epochs",
        "How often each picture is seen. Unless given: by the number of pictures, and by --minutes.", 1, 100_000);
    private static readonly Option<double?> s_minutes = Options.OptionalFraction("--minutes",
        "The time that reading and training may take: epochs, and what is trained at all, are chosen for it.", 0, 100_000);
    private static readonly Option<int?> s_batch = Options.OptionalNumber("--batch", "Pictures a step. Unless given: 32.", 2, 65_536);
    private static readonly Option<int?> s_size = Options.OptionalNumber("--size",
        "The side of the square that the network sees, in pixels. "
        + "Unless given: the pictures' own where they are small, else what the network is made for, 224 as a rule.", 8, 8192);
    private static readonly Option<double?> s_rate = Options.OptionalFraction(
        "--learning-rate", "The highest learning rate. Unless given: 0.05 for a batch of 32, or 0.01 from given weights, "
            + "and in proportion for other batches.", 0, 100);
    private static readonly Option<double?> s_validation = Options.OptionalFraction("--validation",
        "The share of the training pictures that is kept for a look after each epoch; the best epoch is the result. "
        + "Unless given, none.", 0, 0.5);

    private static readonly Option<AugmentationPreset?> s_augmentation = new("--augmentation")
    {
        Description = "How training pictures are varied: None, Light (crops and mirroring), "
            + "or Strong (TrivialAugment, erasing, mixup and CutMix besides; for many epochs). Unless given: Light.",
        HelpName = "NAME",
    };

    private static readonly Option<TrainingPrecision> s_precision = new("--precision")
    {
        Description = "What to compute in: Float32, BFloat16, or Automatic: BFloat16 where the processor has it.",
        HelpName = "NAME",
        DefaultValueFactory = _ => TrainingPrecision.Automatic,
    };

    private static readonly Option<int> s_seed = Options.Seed();
    private static readonly Option<string?> s_checkpoint = new("--checkpoint")
    {
        Description = "Where the training is saved after each epoch, so that the same command goes on from there. "
            + "Unless given: in the results, until the training has come to its end.",
        HelpName = "FILE",
    };

    private static readonly Option<OnBadImage> s_badPictures = new("--bad-pictures")
    {
        Description = "What to do with pictures that cannot be read: Fail, or Skip, which leaves them out and says so.",
        HelpName = "NAME",
        DefaultValueFactory = _ => OnBadImage.Fail,
    };

    private static readonly Option<string?> s_initial = new("--from")
    {
        Description = "Start from a model.zip or a file of weights (.safetensors, .pth, .pt, .th, .onnx: see import), "
            + $"from {InitialWeights.ImageNet}, or from {InitialWeights.None}: random weights. "
            + $"Unless given: {InitialWeights.ImageNet} for photographs. The network is that of the weights.",
        HelpName = "FILE",
    };

    private static readonly Option<BackboneTraining?> s_backbone = new("--backbone")
    {
        Description = "What learns of --from: Full (all), Frozen (the last layer only, solved for from features that are computed once), "
            + "FrozenThenFull (first that, then all), or Gradual (first that, then one stage more at a time, the last first). "
            + "Unless given: FrozenThenFull, or Frozen where --minutes leaves no time for more.",
        HelpName = "NAME",
    };

    private static readonly Option<int?> s_frozenEpochs = Options.OptionalNumber("--frozen-epochs",
        "Epochs from stage to stage with --backbone Gradual. Unless given: 1.", 1, 100_000);

    /// <summary>The options that decide what the first step of a training does.</summary>
    internal static IEnumerable<Option> OptionsOfTheFirstStep =>
        [s_data, s_output, s_network, s_reduction, s_batch, s_size, s_augmentation, s_precision, s_seed, s_initial];

    static TrainCommand() => s_rate.Aliases.Add("--lr");

    internal static Command Create(Terminal terminal)
    {
        var command = new Command("train", "Train a network on a folder of pictures, and see how good it is.")
        {
            s_data, s_output, s_minutes, s_initial, s_network, s_reduction, s_epochs, s_batch, s_size, s_rate, s_validation, s_augmentation,
            s_precision, s_seed, s_checkpoint, s_backbone, s_frozenEpochs, s_badPictures,
        };
        command.SetAction(result =>
        {
            using var interrupt = new Interrupt(terminal);
            new Training(terminal, Settings(result), interrupt.Token).Run();
            return 0;
        });
        return command;
    }

    /// <summary>What a command line says; an option that its verb lacks counts as not given.</summary>
    internal static TrainSettings Settings(ParseResult result) => new()
    {
        Data = result.GetValue(s_data),
        Output = result.GetRequiredValue(s_output),
        Network = result.GetValue(s_network) is { } name ? NetworkName.Parse(name) : null,
        ReductionRatio = result.GetValue(s_reduction),
        Epochs = result.GetValue(s_epochs),
        Minutes = result.GetValue(s_minutes),
        BatchSize = result.GetValue(s_batch),
        ImageSize = result.GetValue(s_size),
        LearningRate = result.GetValue(s_rate),
        ValidationFraction = result.GetValue(s_validation) ?? 0,
        Augmentation = result.GetValue(s_augmentation),
        Precision = result.GetValue(s_precision),
        Seed = result.GetValue(s_seed),
        Checkpoint = result.GetValue(s_checkpoint),
        InitialWeights = result.GetValue(s_initial),
        Backbone = result.GetValue(s_backbone),
        FrozenEpochs = result.GetValue(s_frozenEpochs),
        BadPictures = result.GetValue(s_badPictures),
        IsVerbose = result.IsVerbose(),
        Command = CommandLine.Of(result),
    };
}
