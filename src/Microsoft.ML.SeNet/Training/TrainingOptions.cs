using Microsoft.ML.SearchSpace;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet;

/// <summary>
/// The options of a trainer that decide how weights are moved, whatever network and pictures they are of: a checkpoint keeps each of them,
/// and a training goes on from it only where all are equal.
/// </summary>
/// <remarks>Their names and values are read by reflection: an option more is one declaration here and the place where it acts.</remarks>
public abstract class TrainingOptions
{
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

    private protected TrainingOptions()
    {
    }

    /// <summary>Passes over the training pictures.</summary>
    /// <value>At least 1; 30 unless set.</value>
    [Limits(1)]
    [NotSearched]
    public int Epochs { get; set; } = DefaultEpochs;

    /// <summary>Pictures a step.</summary>
    /// <value>At least 2, since batch normalization needs a variance; 32 unless set.</value>
    [Limits(2, Reason = "batch normalization needs a variance")]
    public int BatchSize { get; set; } = DefaultBatchSize;

    /// <summary>The highest learning rate; how it is reached and left is up to <see cref="Schedule"/>.</summary>
    /// <value>Above 0; 0.05 unless set.</value>
    /// <remarks>Grows with the batch: twice the batch takes about twice the rate (https://arxiv.org/abs/1706.02677).</remarks>
    [Limits(0, ExcludesMinimum = true)]
    [Range(0.005, 0.5, init: DefaultLearningRate, logBase: true)]
    public double LearningRate { get; set; } = DefaultLearningRate;

    /// <summary>The learning rate that the last step of <see cref="TrainingSchedule.Cosine"/> comes close to.</summary>
    /// <value>0 to <see cref="LearningRate"/>; 0 unless set. Must be 0 with the other schedules.</value>
    public double FinalLearningRate { get; set; }

    /// <summary>Epochs of linear warm-up.</summary>
    /// <value>At least 0, fractions too; 1 unless set.</value>
    /// <remarks>
    /// Never takes more than half of <see cref="Epochs"/>: where this is larger, half of them it is.
    /// <see cref="TrainingSchedule.OneCycle"/> has a warm-up of its own, <see cref="OneCyclePctStart"/>, and does not look at this one.
    /// </remarks>
    [Limits(0)]
    public double WarmupEpochs { get; set; } = DefaultWarmupEpochs;

    /// <summary>Momentum of stochastic gradient descent.</summary>
    /// <value>0 to below 1; 0.9 unless set.</value>
    /// <remarks><see cref="TrainingOptimizer.AdamW"/> does not look at it.</remarks>
    [Limits(0, 1, ExcludesMaximum = true)]
    public double Momentum { get; set; } = DefaultMomentum;

    /// <summary>Whether the momentum looks ahead (Nesterov).</summary>
    /// <value>True unless set.</value>
    /// <remarks><see cref="TrainingOptimizer.AdamW"/> does not look at it.</remarks>
    public bool Nesterov { get; set; } = true;

    /// <summary>Weight decay of convolutions and fully connected layers; batch normalization and biases have none.</summary>
    /// <value>At least 0; 0.0005 unless set.</value>
    [Limits(0)]
    [Range(1e-5, 5e-3, init: DefaultWeightDecay, logBase: true)]
    public double WeightDecay { get; set; } = DefaultWeightDecay;

    /// <summary>Label smoothing (Szegedy et al., https://arxiv.org/abs/1512.00567, section 7).</summary>
    /// <value>0 to below 1; 0.1 unless set.</value>
    [Limits(0, 1, ExcludesMaximum = true)]
    [Range(0.0, 0.2, init: DefaultLabelSmoothing)]
    public double LabelSmoothing { get; set; } = DefaultLabelSmoothing;

    /// <summary>The largest norm of the gradient of all weights together; longer ones are scaled down.</summary>
    /// <value>Above 0, or 0 for no limit; 0 unless set.</value>
    [Limits(0)]
    public double GradientClipNorm { get; set; }

    /// <summary>
    /// Training ends when so many epochs in a row bring no better validation; the weights of the best epoch are the result.
    /// </summary>
    /// <value>At least 1, or null for never; null unless set. Needs validation pictures.</value>
    [Limits(1)]
    public int? EarlyStoppingPatience { get; set; }

    /// <summary>What the training computes in; the finished model is float32 in any case.</summary>
    /// <value><see cref="TrainingPrecision.Float32"/> unless set.</value>
    public TrainingPrecision Precision { get; set; }

    /// <summary>How gradients become steps.</summary>
    /// <value><see cref="TrainingOptimizer.Sgd"/> unless set.</value>
    /// <remarks>
    /// The other defaults are for <see cref="TrainingOptimizer.Sgd"/>. With <see cref="TrainingOptimizer.AdamW"/> begin with a
    /// <see cref="LearningRate"/> of 0.001 and a <see cref="WeightDecay"/> of 0.05.
    /// </remarks>
    public TrainingOptimizer Optimizer { get; set; }

    /// <summary>How much of the mean of former gradients <see cref="TrainingOptimizer.AdamW"/> keeps at each step (β₁).</summary>
    /// <value>0 to below 1; 0.9 unless set. <see cref="TrainingOptimizer.Sgd"/> does not look at it.</value>
    [Limits(0, 1, ExcludesMaximum = true)]
    public double Beta1 { get; set; } = DefaultBeta1;

    /// <summary>How much of the mean of former squared gradients <see cref="TrainingOptimizer.AdamW"/> keeps at each step (β₂).</summary>
    /// <value>0 to below 1; 0.999 unless set. <see cref="TrainingOptimizer.Sgd"/> does not look at it.</value>
    [Limits(0, 1, ExcludesMaximum = true)]
    public double Beta2 { get; set; } = DefaultBeta2;

    /// <summary>What <see cref="TrainingOptimizer.AdamW"/> adds to the root of the mean square before it divides by it (ε).</summary>
    /// <value>Above 0; 1e-8 unless set. <see cref="TrainingOptimizer.Sgd"/> does not look at it.</value>
    [Limits(0, ExcludesMinimum = true)]
    public double Epsilon { get; set; } = DefaultEpsilon;

    /// <summary>How the learning rate goes from step to step.</summary>
    /// <value><see cref="TrainingSchedule.Cosine"/> unless set.</value>
    public TrainingSchedule Schedule { get; set; }

    /// <summary>Epochs between two steps down of <see cref="TrainingSchedule.Step"/>, those of the warm-up included.</summary>
    /// <value>
    /// At least 1; 10 unless set. Where it is not below <see cref="Epochs"/> the rate stays. The other schedules do not look at it.
    /// </value>
    [Limits(1)]
    public int StepEpochs { get; set; } = DefaultStepEpochs;

    /// <summary>What <see cref="TrainingSchedule.Step"/> multiplies the rate by at each step down (PyTorch's <c>gamma</c>).</summary>
    /// <value>Above 0, up to 1; 0.1 unless set. The other schedules do not look at it.</value>
    [Limits(0, 1, ExcludesMinimum = true)]
    public double StepFactor { get; set; } = DefaultStepFactor;

    /// <summary>
    /// The share of the training in which the rate of <see cref="TrainingSchedule.OneCycle"/> goes up (PyTorch's <c>pct_start</c>).
    /// </summary>
    /// <value>0 to 1; 0.3 unless set. The other schedules do not look at it.</value>
    [Limits(0, 1)]
    public double OneCyclePctStart { get; set; } = DefaultOneCyclePctStart;

    /// <summary>
    /// <see cref="LearningRate"/> over the first rate of <see cref="TrainingSchedule.OneCycle"/> (PyTorch's <c>div_factor</c>).
    /// </summary>
    /// <value>At least 1; 25 unless set. The other schedules do not look at it.</value>
    [Limits(1)]
    public double OneCycleDivFactor { get; set; } = DefaultOneCycleDivFactor;

    /// <summary>The first rate of <see cref="TrainingSchedule.OneCycle"/> over its last (PyTorch's <c>final_div_factor</c>).</summary>
    /// <value>At least 1; 10000 unless set. The other schedules do not look at it.</value>
    [Limits(1)]
    public double OneCycleFinalDivFactor { get; set; } = DefaultOneCycleFinalDivFactor;

    /// <summary>
    /// Keeps an exponential moving average of weights and statistics, which is validated and returned instead of them: at each step so much
    /// of it stays, and the rest is the new weights.
    /// </summary>
    /// <value>0 (no average) to below 1; 0 unless set. 0.999 is usual, 0.9999 where there are many thousand steps.</value>
    /// <remarks>The decay warms up: step t, from 0, has (1 + t) / (10 + t) at most, as in TensorFlow.</remarks>
    [Limits(0, 1, ExcludesMaximum = true)]
    public double EmaDecay { get; set; }

    /// <summary>What is done about classes that have far more pictures than others.</summary>
    /// <value><see cref="ClassBalance.None"/> unless set.</value>
    public ClassBalance ClassBalance { get; set; }

    /// <summary>
    /// How much the training loss of a picture of each class counts, by the label's text: PyTorch's <c>weight</c> of the cross-entropy.
    /// </summary>
    /// <value>
    /// Above 0, for every class; null (all alike) unless set. Must be null where <see cref="ClassBalance"/> is not
    /// <see cref="ClassBalance.None"/>.
    /// </value>
    public Dictionary<string, double>? ClassWeights { get; set; }

    /// <summary>
    /// What learns besides the fully connected layer; the rest keeps the weights and statistics of
    /// <see cref="SeResNetTrainer.Options.InitialWeights"/>, bit for bit.
    /// </summary>
    /// <value><see cref="BackboneTraining.Full"/> unless set. All others need <see cref="SeResNetTrainer.Options.InitialWeights"/>.</value>
    /// <remarks>
    /// The fully connected layer is solved for first, from features that are computed once: no rate and no number of epochs can be wrong
    /// for it.
    /// </remarks>
    public BackboneTraining Backbone { get; set; }

    /// <summary>
    /// With <see cref="BackboneTraining.Gradual"/>, the epochs after which one stage more learns, the last stage being the first to learn;
    /// with the first stage the stem.
    /// </summary>
    /// <value>At least 1 and less than <see cref="Epochs"/>; 1 unless set. Null for the other values of <see cref="Backbone"/>.</value>
    public int? FrozenEpochs { get; set; }

    /// <summary>
    /// What the learning rate is multiplied by from one stage to the one before it: the fully connected layer learns at the whole rate, the
    /// last stage at this share of it, the stage before at its square, and so on (discriminative rates, https://arxiv.org/abs/1801.06146).
    /// The stem learns as the first stage does.
    /// </summary>
    /// <value>Above 0, up to 1, which is off; 1 unless set.</value>
    [Limits(0, 1, ExcludesMinimum = true)]
    public double LayerRateDecay { get; set; } = 1;
}
