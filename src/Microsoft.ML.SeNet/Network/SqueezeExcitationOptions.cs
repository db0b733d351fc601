using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet;

/// <summary>
/// How a squeeze-and-excitation block is made and where in the network it stands (Hu et al., https://arxiv.org/abs/1709.01507).
/// </summary>
public sealed record SqueezeExcitationOptions
{
    /// <summary>The paper's reduction ratio.</summary>
    public const int DefaultReductionRatio = 16;

    /// <summary>The reduction ratio r: the hidden layer has about C / r units.</summary>
    /// <value>At least 1; 16 unless set.</value>
    public int ReductionRatio { get; init; } = DefaultReductionRatio;

    /// <summary>Where in a residual block the recalibration acts.</summary>
    /// <value><see cref="SePlacement.Standard"/> unless set.</value>
    public SePlacement Placement { get; init; } = SePlacement.Standard;

    /// <summary>How each channel becomes one number.</summary>
    /// <value><see cref="SeSqueeze.Average"/> unless set.</value>
    public SeSqueeze Squeeze { get; init; } = SeSqueeze.Average;

    /// <summary>The function that makes the scales.</summary>
    /// <value><see cref="SeGate.Sigmoid"/> unless set.</value>
    public SeGate Gate { get; init; } = SeGate.Sigmoid;

    /// <summary>The function between the two layers.</summary>
    /// <value><see cref="SeActivation.ReLU"/> unless set.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // files of networks with ReLU are as they were before it
    public SeActivation Activation { get; init; } = SeActivation.ReLU;

    /// <summary>Whether the two fully connected layers have a bias.</summary>
    /// <value>True unless set. The paper's own parameter counts are without.</value>
    public bool Bias { get; init; } = true;

    /// <summary>How C / r becomes a whole number of hidden units.</summary>
    /// <value><see cref="SeRounding.Floor"/> unless set.</value>
    public SeRounding Rounding { get; init; } = SeRounding.Floor;

    /// <summary>The stages whose blocks have squeeze and excitation.</summary>
    /// <value><see cref="SeStages.All"/> unless set.</value>
    public SeStages Stages { get; init; } = SeStages.All;

    /// <summary>The number of hidden units for <paramref name="channels"/> channels; never zero.</summary>
    /// <param name="channels">C, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The channels or the reduction ratio are less than 1.</exception>
    public int HiddenUnits(int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ReductionRatio, 1);
        const int Multiple = 8;
        switch (Rounding)
        {
            case SeRounding.Floor:
                return Math.Max(1, channels / ReductionRatio);
            case SeRounding.MultipleOf8:
                return Math.Max(Multiple, ((channels / ReductionRatio) + (Multiple / 2)) / Multiple * Multiple);
            case SeRounding.MakeDivisible:
                var wanted = channels / ReductionRatio;
                var rounded = Math.Max(Multiple, (wanted + (Multiple / 2)) / Multiple * Multiple);
                return 10L * rounded < 9L * wanted ? rounded + Multiple : rounded;
            default:
                throw new InvalidOperationException($"{Rounding} rounds to no number.");
        }
    }

    internal void Check(Faults faults)
    {
        faults.Require(ReductionRatio >= 1, nameof(ReductionRatio), "1 or more", ReductionRatio);
        faults.RequireDefined(Placement, nameof(Placement));
        faults.RequireDefined(Squeeze, nameof(Squeeze));
        faults.RequireDefined(Gate, nameof(Gate));
        faults.RequireDefined(Activation, nameof(Activation));
        faults.RequireDefined(Rounding, nameof(Rounding));
    }
}

/// <summary>Where in a residual block squeeze and excitation acts (section 6.5 of https://arxiv.org/abs/1709.01507).</summary>
public enum SePlacement
{
    /// <summary>After the last batch normalization of the residual branch, before the addition.</summary>
    Standard,

    /// <summary>Before the first convolution of the residual branch, on the branch alone.</summary>
    Pre,

    /// <summary>After the addition and its ReLU.</summary>
    Post,

    /// <summary>On the identity branch (after its projection, where it has one), parallel to the residual branch.</summary>
    Identity,

    /// <summary>After the 3×3 convolution's batch normalization and ReLU inside a bottleneck (the paper's SE_3×3).</summary>
    After3x3,
}

/// <summary>How the squeeze turns a channel's map into one number.</summary>
public enum SeSqueeze
{
    /// <summary>Global average pooling, eq. 2.</summary>
    Average,

    /// <summary>Global maximum pooling.</summary>
    Max,

    /// <summary>No pooling: the layers act as 1×1 convolutions on the whole map (the paper's NoSqueeze).</summary>
    None,
}

/// <summary>The function at the end of the excitation, σ in eq. 3.</summary>
public enum SeGate
{
    /// <summary>The logistic function, scales in (0, 1).</summary>
    Sigmoid,

    /// <summary>The rectifier, scales in [0, ∞).</summary>
    ReLU,

    /// <summary>The hyperbolic tangent, scales in (−1, 1).</summary>
    Tanh,

    /// <summary>min(max(x + 3, 0), 6) / 6, scales in [0, 1] (MobileNetV3, https://arxiv.org/abs/1905.02244).</summary>
    HardSigmoid,
}

/// <summary>The function between the two layers of the excitation, δ in eq. 3.</summary>
public enum SeActivation
{
    /// <summary>The rectifier.</summary>
    ReLU,

    /// <summary>x · σ(x) (EfficientNet, https://arxiv.org/abs/1905.11946).</summary>
    SiLU,
}

/// <summary>How C / r is made a whole number.</summary>
public enum SeRounding
{
    /// <summary>⌊C / r⌋ and at least 1: the paper, Caffe, legacy timm.</summary>
    Floor,

    /// <summary>The nearest multiple of 8 and at least 8: timm's <c>seresnet*</c>.</summary>
    MultipleOf8,

    /// <summary>The nearest multiple of 8, at least 8 and not below 90 % of C / r: <c>make_divisible</c> of the MobileNets.</summary>
    MakeDivisible,
}

/// <summary>
/// A set of stages, by their names in the state dictionary; the paper counts the stem as stage 1, so its stage 2 is <c>layer1</c>.
/// </summary>
[Flags]
public enum SeStages
{
    /// <summary>No stage: a plain network.</summary>
    None = 0,

    /// <summary><c>layer1</c>, the paper's stage 2.</summary>
    Layer1 = 1,

    /// <summary><c>layer2</c>, the paper's stage 3.</summary>
    Layer2 = 2,

    /// <summary><c>layer3</c>, the paper's stage 4.</summary>
    Layer3 = 4,

    /// <summary><c>layer4</c>, the paper's stage 5. CIFAR-style networks have no such stage.</summary>
    Layer4 = 8,

    /// <summary>The fifth stage, of networks that have so many.</summary>
    Layer5 = 16,

    /// <summary>The sixth stage, of MobileNetV3 and EfficientNet.</summary>
    Layer6 = 32,

    /// <summary>The seventh stage, of MobileNetV3-Large and EfficientNet.</summary>
    Layer7 = 64,

    /// <summary>Every stage that the network has.</summary>
    All = 127,
}
