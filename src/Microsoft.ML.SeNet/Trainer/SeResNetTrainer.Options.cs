using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SeNet;

public sealed partial class SeResNetTrainer
{
    internal const string DefaultLabelColumnName = "Label";
    internal const string DefaultFeatureColumnName = "Features";
    internal const string DefaultScoreColumnName = "Score";
    internal const string DefaultPredictedLabelColumnName = "PredictedLabel";
    internal const int DefaultEpochs = 30;
    internal const int DefaultBatchSize = 32;
    internal const double DefaultLearningRate = 0.05;
    internal const double DefaultMomentum = 0.9;
    internal const double DefaultWeightDecay = 5e-4;
    internal const double DefaultWarmupEpochs = 1;
    internal const double DefaultLabelSmoothing = 0.1;
    internal const double DefaultBeta1 = 0.9;
    internal const double DefaultBeta2 = 0.999;
    internal const double DefaultEpsilon = 1e-8;
    internal const int DefaultStepEpochs = 10;
    internal const double DefaultStepFactor = 0.1;
    internal const double DefaultOneCyclePctStart = 0.3;
    internal const double DefaultOneCycleDivFactor = 25;
    internal const double DefaultOneCycleFinalDivFactor = 1e4;
    internal const int DefaultMemoryBudgetMegabytes = 4096;

    /// <summary>What to train and how. Settings are properties that System.Text.Json round-trips; what only lives at run time is left out there.</summary>
    /// <remarks>The attributes say what ML.NET's AutoML, given these options as they are, searches; see <c>docs/automl-package.md</c>.</remarks>
    public sealed class Options
    {
        /// <summary>The key column with the classes.</summary>
        /// <value>"Label" unless set.</value>
        public string LabelColumnName { get; set; } = DefaultLabelColumnName;

        /// <summary>The column with the pictures: <c>MLImage</c>, encoded bytes, or pixel vectors.</summary>
        /// <value>"Features" unless set.</value>
        public string FeatureColumnName { get; set; } = DefaultFeatureColumnName;

        /// <summary>The column to write probabilities to.</summary>
        /// <value>"Score" unless set.</value>
        public string ScoreColumnName { get; set; } = DefaultScoreColumnName;

        /// <summary>The column to write the most probable class to.</summary>
        /// <value>"PredictedLabel" unless set.</value>
        public string PredictedLabelColumnName { get; set; } = DefaultPredictedLabelColumnName;

        /// <summary>The column to write what the fully connected layer sees to: the last stage's maps, averaged over all positions, such as for a search for look-alikes.</summary>
        /// <value>None unless set. A vector of <see cref="SeResNet.FeatureCount"/> numbers: 512 for SE-ResNet-18 and -34, 2048 for larger ones.</value>
        /// <remarks>Comes from the pass that scores, and only where it is asked for.</remarks>
        public string? EmbeddingColumnName { get; set; }

        /// <summary>A text column that names a picture in messages, such as its path.</summary>
        /// <value>None unless set.</value>
        public string? ImagePathColumnName { get; set; }

        /// <summary>Depth and family.</summary>
        /// <value><see cref="SeResNetVariant.SeResNet18"/> unless set.</value>
        /// <remarks>The <c>Cifar…</c> networks are for pictures of about 32×32 pixels.</remarks>
        public SeResNetVariant Network { get; set; } = SeResNetVariant.SeResNet18;

        /// <summary>Whether blocks have squeeze and excitation; without it the network is a plain ResNet.</summary>
        /// <value>True unless set.</value>
        public bool UseSqueezeExcitation { get; set; } = true;

        /// <summary>The reduction ratio r: the hidden layer of a block of C channels has C / r units.</summary>
        /// <value>At least 1; 16 unless set.</value>
        [Choice([2, 4, 8, 16, 32], SqueezeExcitationOptions.DefaultReductionRatio)]
        public int ReductionRatio { get; set; } = SqueezeExcitationOptions.DefaultReductionRatio;

        /// <summary>Where in a residual block the recalibration acts.</summary>
        /// <value><see cref="SePlacement.Standard"/> unless set.</value>
        public SePlacement Placement { get; set; }

        /// <summary>How each channel becomes one number.</summary>
        /// <value><see cref="SeSqueeze.Average"/> unless set.</value>
        public SeSqueeze Squeeze { get; set; }

        /// <summary>The function that makes the scales.</summary>
        /// <value><see cref="SeGate.Sigmoid"/> unless set.</value>
        public SeGate Gate { get; set; }

        /// <summary>The stages whose blocks have squeeze and excitation.</summary>
        /// <value><see cref="SeStages.All"/> unless set.</value>
        public SeStages Stages { get; set; } = SeStages.All;

        /// <summary>The side of the square that the network sees, in pixels; also that of pixel vectors whose type has no dimensions.</summary>
        /// <value>Unless set: the size of the feature column's pictures where its type tells a square one, else 32 for <c>Cifar…</c> networks and 224 for the others.</value>
        public int? ImageSize { get; set; }

        /// <summary>In validation and prediction, the share of the shorter side that the central window takes.</summary>
        /// <value>0.1 to 1. Unless set: 1 for <c>Cifar…</c> networks, 0.875 for the others.</value>
        public double? CropFraction { get; set; }

        /// <summary>How training pictures are varied.</summary>
        /// <value><see cref="AugmentationPreset.Light"/> unless set.</value>
        public AugmentationPreset Augmentation { get; set; } = AugmentationPreset.Light;

        /// <summary>How far brightness, contrast and saturation of training pictures vary either way, each by a factor of its own.</summary>
        /// <value>0 (not at all) to 1. Unless set: what <see cref="Augmentation"/> has, which is 0 in every preset.</value>
        /// <remarks>For pictures whose light differs from place to place. The hue stays, for it often tells the class.</remarks>
        public double? ColorJitter { get; set; }

        /// <summary>How often a training picture loses a box of 2 to 33 % of its area (https://arxiv.org/abs/1708.04896).</summary>
        /// <value>0 (never) to 1. Unless set: what <see cref="Augmentation"/> has, 0.25 in <see cref="AugmentationPreset.Strong"/> and 0 in the others.</value>
        public double? RandomErasingProbability { get; set; }

        /// <summary>Lays training pictures over each other, two by two, with weights from Beta(α, α) (mixup, https://arxiv.org/abs/1710.09412).</summary>
        /// <value>0 (never), or 0.01 to 100. Unless set: what <see cref="Augmentation"/> has, 0.2 in <see cref="AugmentationPreset.Strong"/> and 0 in the others.</value>
        /// <remarks>Where <see cref="CutMixAlpha"/> is on too, a mixed batch is mixed by either, equally often.</remarks>
        public double? MixUpAlpha { get; set; }

        /// <summary>Puts a box of one training picture into another, its share of the area from Beta(α, α) (CutMix, https://arxiv.org/abs/1905.04899).</summary>
        /// <value>0 (never), or 0.01 to 100. Unless set: what <see cref="Augmentation"/> has, 1 in <see cref="AugmentationPreset.Strong"/> and 0 in the others.</value>
        /// <remarks>Where <see cref="MixUpAlpha"/> is on too, a mixed batch is mixed by either, equally often.</remarks>
        public double? CutMixAlpha { get; set; }

        /// <summary>The share of training batches that are mixed by <see cref="MixUpAlpha"/> or <see cref="CutMixAlpha"/>.</summary>
        /// <value>Above 0, up to 1; 0.5 unless set. To mix none, set both alphas to 0.</value>
        public double? MixProbability { get; set; }

        /// <summary>Passes over the training pictures.</summary>
        /// <value>At least 1; 30 unless set.</value>
        public int Epochs { get; set; } = DefaultEpochs;

        /// <summary>Pictures a step.</summary>
        /// <value>At least 2, since batch normalization needs a variance; 32 unless set.</value>
        public int BatchSize { get; set; } = DefaultBatchSize;

        /// <summary>The highest learning rate; how it is reached and left is up to <see cref="Schedule"/>.</summary>
        /// <value>Above 0; 0.05 unless set.</value>
        /// <remarks>Grows with the batch: twice the batch takes about twice the rate (https://arxiv.org/abs/1706.02677).</remarks>
        [Range(0.005, 0.5, init: DefaultLearningRate, logBase: true)]
        public double LearningRate { get; set; } = DefaultLearningRate;

        /// <summary>The learning rate that the last step of <see cref="TrainingSchedule.Cosine"/> comes close to.</summary>
        /// <value>0 to <see cref="LearningRate"/>; 0 unless set. Must be 0 with the other schedules.</value>
        public double FinalLearningRate { get; set; }

        /// <summary>Epochs of linear warm-up.</summary>
        /// <value>At least 0, fractions too; 1 unless set.</value>
        /// <remarks>
        /// Never takes more than half of <see cref="Epochs"/>: where this is larger, half of them it is. <see cref="TrainingSchedule.OneCycle"/>
        /// has a warm-up of its own, <see cref="OneCyclePctStart"/>, and does not look at this one.
        /// </remarks>
        public double WarmupEpochs { get; set; } = DefaultWarmupEpochs;

        /// <summary>Momentum of stochastic gradient descent.</summary>
        /// <value>0 to below 1; 0.9 unless set.</value>
        /// <remarks><see cref="TrainingOptimizer.AdamW"/> does not look at it.</remarks>
        public double Momentum { get; set; } = DefaultMomentum;

        /// <summary>Whether the momentum looks ahead (Nesterov).</summary>
        /// <value>True unless set.</value>
        /// <remarks><see cref="TrainingOptimizer.AdamW"/> does not look at it.</remarks>
        public bool Nesterov { get; set; } = true;

        /// <summary>Weight decay of convolutions and fully connected layers; batch normalization and biases have none.</summary>
        /// <value>At least 0; 0.0005 unless set.</value>
        [Range(1e-5, 5e-3, init: DefaultWeightDecay, logBase: true)]
        public double WeightDecay { get; set; } = DefaultWeightDecay;

        /// <summary>Label smoothing (Szegedy et al., https://arxiv.org/abs/1512.00567, section 7).</summary>
        /// <value>0 to below 1; 0.1 unless set.</value>
        [Range(0.0, 0.2, init: DefaultLabelSmoothing)]
        public double LabelSmoothing { get; set; } = DefaultLabelSmoothing;

        /// <summary>The largest norm of the gradient of all weights together; longer ones are scaled down.</summary>
        /// <value>Above 0, or 0 for no limit; 0 unless set.</value>
        public double GradientClipNorm { get; set; }

        /// <summary>How gradients become steps.</summary>
        /// <value><see cref="TrainingOptimizer.Sgd"/> unless set.</value>
        /// <remarks>
        /// The other defaults are for <see cref="TrainingOptimizer.Sgd"/>. With <see cref="TrainingOptimizer.AdamW"/> begin with a
        /// <see cref="LearningRate"/> of 0.001 and a <see cref="WeightDecay"/> of 0.05.
        /// </remarks>
        public TrainingOptimizer Optimizer { get; set; }

        /// <summary>How much of the mean of former gradients <see cref="TrainingOptimizer.AdamW"/> keeps at each step (β₁).</summary>
        /// <value>0 to below 1; 0.9 unless set. <see cref="TrainingOptimizer.Sgd"/> does not look at it.</value>
        public double Beta1 { get; set; } = DefaultBeta1;

        /// <summary>How much of the mean of former squared gradients <see cref="TrainingOptimizer.AdamW"/> keeps at each step (β₂).</summary>
        /// <value>0 to below 1; 0.999 unless set. <see cref="TrainingOptimizer.Sgd"/> does not look at it.</value>
        public double Beta2 { get; set; } = DefaultBeta2;

        /// <summary>What <see cref="TrainingOptimizer.AdamW"/> adds to the root of the mean square before it divides by it (ε).</summary>
        /// <value>Above 0; 1e-8 unless set. <see cref="TrainingOptimizer.Sgd"/> does not look at it.</value>
        public double Epsilon { get; set; } = DefaultEpsilon;

        /// <summary>How the learning rate goes from step to step.</summary>
        /// <value><see cref="TrainingSchedule.Cosine"/> unless set.</value>
        public TrainingSchedule Schedule { get; set; }

        /// <summary>Epochs between two steps down of <see cref="TrainingSchedule.Step"/>, those of the warm-up included.</summary>
        /// <value>At least 1; 10 unless set. Where it is not below <see cref="Epochs"/> the rate stays. The other schedules do not look at it.</value>
        public int StepEpochs { get; set; } = DefaultStepEpochs;

        /// <summary>What <see cref="TrainingSchedule.Step"/> multiplies the rate by at each step down (PyTorch's <c>gamma</c>).</summary>
        /// <value>Above 0, up to 1; 0.1 unless set. The other schedules do not look at it.</value>
        public double StepFactor { get; set; } = DefaultStepFactor;

        /// <summary>The share of the training in which the rate of <see cref="TrainingSchedule.OneCycle"/> goes up (PyTorch's <c>pct_start</c>).</summary>
        /// <value>0 to 1; 0.3 unless set. The other schedules do not look at it.</value>
        public double OneCyclePctStart { get; set; } = DefaultOneCyclePctStart;

        /// <summary><see cref="LearningRate"/> over the first rate of <see cref="TrainingSchedule.OneCycle"/> (PyTorch's <c>div_factor</c>).</summary>
        /// <value>At least 1; 25 unless set. The other schedules do not look at it.</value>
        public double OneCycleDivFactor { get; set; } = DefaultOneCycleDivFactor;

        /// <summary>The first rate of <see cref="TrainingSchedule.OneCycle"/> over its last (PyTorch's <c>final_div_factor</c>).</summary>
        /// <value>At least 1; 10000 unless set. The other schedules do not look at it.</value>
        public double OneCycleFinalDivFactor { get; set; } = DefaultOneCycleFinalDivFactor;

        /// <summary>
        /// Keeps an exponential moving average of weights and statistics, which is validated and returned instead of them: at each step so much of it
        /// stays, and the rest is the new weights.
        /// </summary>
        /// <value>0 (no average) to below 1; 0 unless set. 0.999 is usual, 0.9999 where there are many thousand steps.</value>
        /// <remarks>The decay warms up: step t, from 0, has (1 + t) / (10 + t) at most, as in TensorFlow.</remarks>
        public double EmaDecay { get; set; }

        /// <summary>What is done about classes that have far more pictures than others.</summary>
        /// <value><see cref="ClassBalance.None"/> unless set.</value>
        public ClassBalance ClassBalance { get; set; }

        /// <summary>How much the training loss of a picture of each class counts, by the label's text: PyTorch's <c>weight</c> of the cross-entropy.</summary>
        /// <value>Above 0, for every class; null (all alike) unless set. Must be null where <see cref="ClassBalance"/> is not <see cref="ClassBalance.None"/>.</value>
        public Dictionary<string, double>? ClassWeights { get; set; }

        /// <summary>What the training computes in; the finished model is float32 in any case.</summary>
        /// <value><see cref="TrainingPrecision.Float32"/> unless set.</value>
        public TrainingPrecision Precision { get; set; }

        /// <summary>The share of the training pictures, class by class, that is set apart for validation where <see cref="ValidationSet"/> is null: the same pictures for every seed.</summary>
        /// <value>0 to 0.5; 0 unless set.</value>
        public double ValidationFraction { get; set; }

        /// <summary>Training ends when so many epochs in a row bring no better validation; the weights of the best epoch are the result.</summary>
        /// <value>At least 1, or null for never; null unless set. Needs validation pictures.</value>
        public int? EarlyStoppingPatience { get; set; }

        /// <summary>What to do with a picture that cannot be read.</summary>
        /// <value><see cref="OnBadImage.Fail"/> unless set.</value>
        public OnBadImage OnBadImage { get; set; }

        /// <summary>Memory for decoded pictures; those beyond it go to a temporary file.</summary>
        /// <value>Mebibytes, at least 0; 4096 unless set.</value>
        public int MemoryBudgetMegabytes { get; set; } = DefaultMemoryBudgetMegabytes;

        /// <summary>Threads that decode pictures at the start.</summary>
        /// <value>At least 1; all processors unless set.</value>
        public int? DecodingThreads { get; set; }

        /// <summary>The value that <c>ExtractPixels</c> subtracted (its <c>offsetImage</c>), for feature columns of pixel vectors.</summary>
        /// <value>0 unless set.</value>
        public float PixelOffset { get; set; }

        /// <summary>The value that <c>ExtractPixels</c> multiplied by (its <c>scaleImage</c>), for feature columns of pixel vectors.</summary>
        /// <value>Not 0; 1 unless set.</value>
        public float PixelScale { get; set; } = 1;

        /// <summary>The order of colors that <c>ExtractPixels</c> wrote (its <c>orderOfExtraction</c>), for feature columns of pixel vectors.</summary>
        /// <value>ML.NET's own default, ARGB, unless set.</value>
        public ImagePixelExtractingEstimator.ColorsOrder PixelOrder { get; set; } = ImagePixelExtractingEstimator.ColorsOrder.ARGB;

        /// <summary>The file that the training is saved to after each epoch, and from which the next <c>Fit</c> with equal options and data goes on.</summary>
        /// <value>None unless set.</value>
        public string? CheckpointPath { get; set; }

        /// <summary>Saves within epochs too, after every so many steps.</summary>
        /// <value>At least 1, or 0 for the ends of epochs only; 0 unless set.</value>
        public int CheckpointEverySteps { get; set; }

        /// <summary>What a canceled training does.</summary>
        /// <value><see cref="OnCancel.Throw"/> unless set.</value>
        /// <remarks>Before the first step there is no model to return, and <see cref="OnCancel.ReturnBest"/> throws too.</remarks>
        public OnCancel OnCancel { get; set; }

        /// <summary>Pictures to validate on after each epoch. Must have passed the same upstream transforms as the training data.</summary>
        [JsonIgnore]
        public IDataView? ValidationSet { get; set; }

        /// <summary>
        /// The weights to start from: a model, <c>InitialWeights = model</c>, or a file, <c>InitialWeights = SeNetWeights.FromFile(path)</c>. They must be
        /// those of the network that the other options describe, but for the classes: where the labels are the same, as texts and in any order, the
        /// fully connected layer goes over row by row, and starts anew otherwise. Pictures are normalized as they were for the weights. Weights of the plain
        /// network are a start too: squeeze and excitation then begins anew.
        /// </summary>
        /// <value>None unless set: the network starts with random weights.</value>
        /// <remarks>Copied by <c>Fit</c>; a model may be disposed after it. A tenth of the usual <see cref="LearningRate"/> is a fair start.</remarks>
        [JsonIgnore]
        public SeNetWeights? InitialWeights { get; set; }

        /// <summary>What learns besides the fully connected layer; the rest keeps the weights and statistics of <see cref="InitialWeights"/>, bit for bit.</summary>
        /// <value><see cref="BackboneTraining.Full"/> unless set. All others need <see cref="InitialWeights"/>.</value>
        /// <remarks>While the fully connected layer learns alone, it learns from features that are computed once: pictures are not augmented in those epochs.</remarks>
        public BackboneTraining Backbone { get; set; }

        /// <summary>
        /// With <see cref="BackboneTraining.FrozenThenFull"/>, the epochs in which the fully connected layer learns alone. With
        /// <see cref="BackboneTraining.Gradual"/> these too, and after each further so many epochs one stage more learns, the last stage first; with the
        /// first stage the stem.
        /// </summary>
        /// <value>At least 1 and less than <see cref="Epochs"/>; 1 unless set. Null for the other values of <see cref="Backbone"/>.</value>
        public int? FrozenEpochs { get; set; }

        /// <summary>
        /// What the learning rate is multiplied by from one stage to the one before it: the fully connected layer learns at the whole rate, the last
        /// stage at this share of it, the stage before at its square, and so on (discriminative rates, https://arxiv.org/abs/1801.06146). The stem
        /// learns as the first stage does.
        /// </summary>
        /// <value>Above 0, up to 1, which is off; 1 unless set.</value>
        public double LayerRateDecay { get; set; } = 1;

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

        internal AugmentationChanges AugmentationChanges() => new()
        {
            ColorJitter = ColorJitter,
            RandomErasingProbability = RandomErasingProbability,
            MixUpAlpha = MixUpAlpha,
            CutMixAlpha = CutMixAlpha,
            MixProbability = MixProbability,
        };

        internal SqueezeExcitationOptions? SqueezeExcitation() => UseSqueezeExcitation
            ? new SqueezeExcitationOptions { ReductionRatio = ReductionRatio, Placement = Placement, Squeeze = Squeeze, Gate = Gate, Stages = Stages }
            : null;
    }
}
