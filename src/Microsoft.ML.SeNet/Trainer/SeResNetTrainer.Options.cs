using System.Text.Json.Serialization;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Training;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SeNet;

public sealed partial class SeResNetTrainer
{
    internal const string DefaultLabelColumnName = "Label";
    internal const string DefaultFeatureColumnName = "Features";
    internal const string DefaultScoreColumnName = "Score";
    internal const string DefaultPredictedLabelColumnName = "PredictedLabel";
    private const int DefaultMemoryBudgetMegabytes = 4096;
    private const int DefaultFrozenEpochs = 1;
    private const int LargestSide = 8192;

    /// <summary>
    /// What to train and how. Settings are properties that System.Text.Json round-trips; what only lives at run time is left out there.
    /// </summary>
    /// <remarks>
    /// How weights are moved stands in <see cref="TrainingOptions"/>. <c>[Choice]</c> and <c>[Range]</c> say what ML.NET's AutoML, given
    /// these options as they are, searches; see <c>docs/automl-package.md</c>.
    /// </remarks>
    public sealed class Options : TrainingOptions
    {
        private int? _reductionRatio;
        private SeGate? _gate;

        /// <summary>The key column with the classes.</summary>
        /// <value>"Label" unless set.</value>
        [NotSearched]
        public string LabelColumnName { get; set; } = DefaultLabelColumnName;

        /// <summary>The column with the pictures: paths of files, encoded bytes, <c>MLImage</c>, or pixel vectors.</summary>
        /// <value>"Features" unless set.</value>
        [NotSearched]
        public string FeatureColumnName { get; set; } = DefaultFeatureColumnName;

        /// <summary>The column to write probabilities to.</summary>
        /// <value>"Score" unless set.</value>
        [NotSearched]
        public string ScoreColumnName { get; set; } = DefaultScoreColumnName;

        /// <summary>The column to write the most probable class to.</summary>
        /// <value>"PredictedLabel" unless set.</value>
        [NotSearched]
        public string PredictedLabelColumnName { get; set; } = DefaultPredictedLabelColumnName;

        /// <summary>
        /// The column to write what the fully connected layer sees to: the last stage's maps, averaged over all positions, such as for a
        /// search for look-alikes.
        /// </summary>
        /// <value>
        /// None unless set. A vector of <see cref="SeResNet.FeatureCount"/> numbers: 512 for SE-ResNet-18 and -34, 2048 for larger ones.
        /// </value>
        /// <remarks>Comes from the pass that scores, and only where it is asked for.</remarks>
        [NotSearched]
        public string? EmbeddingColumnName { get; set; }

        /// <summary>A text column that names a picture in messages; not needed where the feature column has the paths.</summary>
        /// <value>None unless set.</value>
        [NotSearched]
        public string? ImagePathColumnName { get; set; }

        /// <summary>Depth and family.</summary>
        /// <value><see cref="SeResNetVariant.SeResNet18"/> unless set.</value>
        /// <remarks>The <c>Cifar…</c> networks are for pictures of about 32×32 pixels.</remarks>
        public SeResNetVariant Network { get; set; } = SeResNetVariant.SeResNet18;

        /// <summary>Whether blocks have squeeze and excitation; without it the network is a plain ResNet.</summary>
        /// <value>True unless set.</value>
        public bool UseSqueezeExcitation { get; set; } = true;

        /// <summary>The reduction ratio r: the hidden layer of a block of C channels has C / r units.</summary>
        /// <value>
        /// At least 1. Unless set: what <see cref="Network"/>'s own paper has, 4 for MobileNetV3 and EfficientNet, which count from their
        /// own channels, and 16 for all others.
        /// </value>
        [Choice([2, 4, 8, 16, 32], SqueezeExcitationOptions.DefaultReductionRatio)]
        public int ReductionRatio
        {
            get => _reductionRatio ?? OwnExcitation.ReductionRatio;
            set => _reductionRatio = value;
        }

        /// <summary>Where in a residual block the recalibration acts.</summary>
        /// <value><see cref="SePlacement.Standard"/> unless set.</value>
        public SePlacement Placement { get; set; }

        /// <summary>How each channel becomes one number.</summary>
        /// <value><see cref="SeSqueeze.Average"/> unless set.</value>
        public SeSqueeze Squeeze { get; set; }

        /// <summary>The function that makes the scales.</summary>
        /// <value>
        /// Unless set: <see cref="SeGate.HardSigmoid"/> for MobileNetV3, <see cref="SeGate.Sigmoid"/> for all others.
        /// </value>
        public SeGate Gate
        {
            get => _gate ?? OwnExcitation.Gate;
            set => _gate = value;
        }

        /// <summary>The stages whose blocks have squeeze and excitation.</summary>
        /// <value><see cref="SeStages.All"/> unless set.</value>
        public SeStages Stages { get; set; } = SeStages.All;

        /// <summary>
        /// The side of the square that the network sees, in pixels; also that of pixel vectors whose type has no dimensions.
        /// </summary>
        /// <value>
        /// Unless set: the size of the feature column's pictures where its type tells a square one, else 32 for <c>Cifar…</c> networks, 299
        /// for Inception-ResNet-v2, 240, 260, 300 and 380 for EfficientNet-B1 to -B4, and 224 for the others.
        /// </value>
        [Limits(1, LargestSide)]
        public int? ImageSize { get; set; }

        /// <summary>In validation and prediction, the share of the shorter side that the central window takes.</summary>
        /// <value>0.1 to 1. Unless set: 1 for <c>Cifar…</c> networks, 0.875 for the others.</value>
        [Limits(0.1, 1)]
        public double? CropFraction { get; set; }

        /// <summary>How training pictures are varied.</summary>
        /// <value><see cref="AugmentationPreset.Light"/> unless set.</value>
        public AugmentationPreset Augmentation { get; set; } = AugmentationPreset.Light;

        /// <summary>
        /// How far brightness, contrast and saturation of training pictures vary either way, each by a factor of its own.
        /// </summary>
        /// <value>0 (not at all) to 1. Unless set: what <see cref="Augmentation"/> has, which is 0 in every preset.</value>
        /// <remarks>For pictures whose light differs from place to place. The hue stays, for it often tells the class.</remarks>
        public double? ColorJitter { get; set; }

        /// <summary>How often a training picture loses a box of 2 to 33 % of its area (https://arxiv.org/abs/1708.04896).</summary>
        /// <value>
        /// 0 (never) to 1. Unless set: what <see cref="Augmentation"/> has, 0.25 in <see cref="AugmentationPreset.Strong"/> and 0 in the
        /// others.
        /// </value>
        public double? RandomErasingProbability { get; set; }

        /// <summary>
        /// The side of a square that every training picture loses, in pixels (Cutout, https://arxiv.org/abs/1708.04552); its center is
        /// anywhere in the picture.
        /// </summary>
        /// <value>
        /// 0 (none) or more. Unless set: what <see cref="Augmentation"/> has, which is none in every preset. The paper has 16 for pictures
        /// of 32×32 in 10 classes, 8 in 100.
        /// </value>
        public int? CutoutSize { get; set; }

        /// <summary>
        /// Lays training pictures over each other, two by two, with weights from Beta(α, α) (mixup, https://arxiv.org/abs/1710.09412).
        /// </summary>
        /// <value>
        /// 0 (never), or 0.01 to 100. Unless set: what <see cref="Augmentation"/> has, 0.2 in <see cref="AugmentationPreset.Strong"/> and 0
        /// in the others.
        /// </value>
        /// <remarks>Where <see cref="CutMixAlpha"/> is on too, a mixed batch is mixed by either, equally often.</remarks>
        public double? MixUpAlpha { get; set; }

        /// <summary>
        /// Puts a box of one training picture into another, its share of the area from Beta(α, α) (CutMix,
        /// https://arxiv.org/abs/1905.04899).
        /// </summary>
        /// <value>
        /// 0 (never), or 0.01 to 100. Unless set: what <see cref="Augmentation"/> has, 1 in <see cref="AugmentationPreset.Strong"/> and 0
        /// in the others.
        /// </value>
        /// <remarks>Where <see cref="MixUpAlpha"/> is on too, a mixed batch is mixed by either, equally often.</remarks>
        public double? CutMixAlpha { get; set; }

        /// <summary>The share of training batches that are mixed by <see cref="MixUpAlpha"/> or <see cref="CutMixAlpha"/>.</summary>
        /// <value>Above 0, up to 1; 0.5 unless set. To mix none, set both alphas to 0.</value>
        public double? MixProbability { get; set; }

        /// <summary>
        /// The share of the training pictures, class by class, that is set apart for validation where <see cref="ValidationSet"/> is null:
        /// the same pictures for every seed.
        /// </summary>
        /// <value>0 to 0.5; 0 unless set.</value>
        [Limits(0, 0.5)]
        [NotSearched]
        public double ValidationFraction { get; set; }

        /// <summary>What to do with a picture that cannot be read.</summary>
        /// <value><see cref="OnBadImage.Fail"/> unless set.</value>
        [NotSearched]
        public OnBadImage OnBadImage { get; set; }

        /// <summary>Memory for decoded pictures; those beyond it go to a temporary file.</summary>
        /// <value>Mebibytes, at least 0; 4096 unless set.</value>
        [Limits(0)]
        [NotSearched(IsOfTheMachine = true)]
        public int MemoryBudgetMegabytes { get; set; } = DefaultMemoryBudgetMegabytes;

        /// <summary>Threads that decode pictures at the start.</summary>
        /// <value>At least 1; all processors unless set.</value>
        [Limits(1)]
        [NotSearched(IsOfTheMachine = true)]
        public int? DecodingThreads { get; set; }

        /// <summary>
        /// The value that <c>ExtractPixels</c> subtracted (its <c>offsetImage</c>), for feature columns of pixel vectors.
        /// </summary>
        /// <value>0 unless set.</value>
        [NotSearched]
        public float PixelOffset { get; set; }

        /// <summary>
        /// The value that <c>ExtractPixels</c> multiplied by (its <c>scaleImage</c>), for feature columns of pixel vectors.
        /// </summary>
        /// <value>Not 0; 1 unless set.</value>
        [NotSearched]
        public float PixelScale { get; set; } = 1;

        /// <summary>
        /// The order of colors that <c>ExtractPixels</c> wrote (its <c>orderOfExtraction</c>), for feature columns of pixel vectors.
        /// </summary>
        /// <value>ML.NET's own default, ARGB, unless set.</value>
        [NotSearched]
        public ImagePixelExtractingEstimator.ColorsOrder PixelOrder { get; set; } = ImagePixelExtractingEstimator.ColorsOrder.ARGB;

        /// <summary>
        /// The file that the training is saved to after each epoch, and from which the next <c>Fit</c> with equal options and data goes on.
        /// </summary>
        /// <value>None unless set.</value>
        [NotSearched]
        public string? CheckpointPath { get; set; }

        /// <summary>Saves within epochs too, after every so many steps.</summary>
        /// <value>At least 1, or 0 for the ends of epochs only; 0 unless set.</value>
        [Limits(0)]
        [NotSearched]
        public int CheckpointEverySteps { get; set; }

        /// <summary>What the model is to keep about how it came to be, for people: among its <c>TrainingNotes</c>.</summary>
        /// <value>Null unless set; a <see cref="SeNetRecipe"/> sets its own text.</value>
        [NotSearched]
        public string? Note { get; set; }

        /// <summary>What a canceled training does.</summary>
        /// <value><see cref="OnCancel.Throw"/> unless set.</value>
        /// <remarks>Before the first step there is no model to return, and <see cref="OnCancel.ReturnBest"/> throws too.</remarks>
        [NotSearched]
        public OnCancel OnCancel { get; set; }

        /// <summary>Pictures to validate on after each epoch. Must have passed the same upstream transforms as the training data.</summary>
        [JsonIgnore]
        public IDataView? ValidationSet { get; set; }

        /// <summary>
        /// The weights to start from: a model, <c>InitialWeights = model</c>, or a file, <c>InitialWeights =
        /// SeNetWeights.FromFile(path)</c>. They must be those of the network that the other options describe, but for the classes: where
        /// the labels are the same, as texts and in any order, the fully connected layer goes over row by row, and starts anew otherwise.
        /// Pictures are normalized as they were for the weights. Weights of the plain network are a start too: squeeze and excitation then
        /// begins as the identity, where its placement and gate allow that.
        /// </summary>
        /// <value>None unless set: the network starts with random weights.</value>
        /// <remarks>
        /// Copied by <c>Fit</c>; a model may be disposed after it. A fifth of the usual <see cref="TrainingOptions.LearningRate"/> is a
        /// fair start.
        /// </remarks>
        [JsonIgnore]
        public SeNetWeights? InitialWeights { get; set; }

        /// <summary>Called after each step and each epoch, and while pictures are loaded; on the thread that does the work.</summary>
        [JsonIgnore]
        public Action<TrainingProgress>? ProgressCallback { get; set; }

        /// <summary>Ends the training before its next step.</summary>
        [JsonIgnore]
        public CancellationToken CancellationToken { get; set; }

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.ClassWeights = ClassWeights is { } weights ? new Dictionary<string, double>(weights) : null;
            return copy;
        }

        /// <summary>The network to train. What the options cannot say of it, the initial weights say.</summary>
        internal NetworkOptions NetworkOf(int classes)
        {
            var network = new NetworkOptions { Variant = Network, Classes = classes, SqueezeExcitation = SqueezeExcitation() };
            if (InitialWeights?.Network is not { } given)
                return network;
            return network with
            {
                Stride = given.Stride,
                StemPooling = given.StemPooling,
                Shortcut = given.Shortcut,
                ReluBeforeExcitation = given.ReluBeforeExcitation,
                BatchNormEpsilon = given.Variant == Network ? given.BatchNormEpsilon : null,
                SqueezeExcitation = network.SqueezeExcitation is { } se && given.SqueezeExcitation is { } from
                    ? se with { Bias = from.Bias, Rounding = from.Rounding, Activation = from.Activation }
                    : network.SqueezeExcitation,
            };
        }

        /// <summary>Squeeze and excitation as the network's own paper has it.</summary>
        private SqueezeExcitationOptions OwnExcitation =>
            Enum.IsDefined(Network) ? VariantRow.Of(Network).SqueezeExcitation : new SqueezeExcitationOptions();

        internal SqueezeExcitationOptions? SqueezeExcitation() => UseSqueezeExcitation
            ? OwnExcitation with
            {
                ReductionRatio = ReductionRatio,
                Placement = Placement,
                Squeeze = Squeeze,
                Gate = Gate,
                Stages = Stages,
            }
            : null;

        /// <summary>
        /// Whether the network has squeeze and excitation that the initial weights lack and that cannot begin as the identity, so that it
        /// begins from the seed.
        /// </summary>
        internal bool StartsExcitationsAnew() =>
            InitialWeights is { Network.Canonical.SqueezeExcitation: null }
            && NetworkOf(classes: 2).Canonical.SqueezeExcitation is not null && !IdentityStart.IsPossible(NetworkOf(classes: 2));

        /// <summary>What happens to pictures in training and in evaluation.</summary>
        /// <param name="side">The side of the column's pictures; null where its type does not tell a square.</param>
        internal (TrainingTransform Train, EvaluationTransform Evaluate) Transforms(int? side)
        {
            var row = VariantRow.Of(Network);
            var size = ImageSize ?? side ?? row.ImageSize;
            if (row.LeastSide(NetworkOf(classes: 2)) is var least && size < least)
                throw new ArgumentOutOfRangeException(nameof(ImageSize), size,
                    $"Expected pictures of at least {least} × {least} pixels, which {Network} takes, got a column of {size} × {size}. "
                    + $"Set {nameof(ImageSize)} to {least} or more, or choose another network.");
            return Presets.Of(Augmentation, row.IsForSmallPictures, size, CropFraction, AugmentationChanges());
        }

        internal AugmentationChanges AugmentationChanges() => new()
        {
            ColorJitter = ColorJitter,
            RandomErasingProbability = RandomErasingProbability,
            CutoutSize = CutoutSize,
            MixUpAlpha = MixUpAlpha,
            CutMixAlpha = CutMixAlpha,
            MixProbability = MixProbability,
        };

        /// <summary>Epochs from one thaw to the next; 0 where there are none.</summary>
        internal int FrozenEpochsOrDefault => Backbone == BackboneTraining.Gradual ? FrozenEpochs ?? DefaultFrozenEpochs : 0;
    }
}
