using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet;

/// <summary>What network to build: which row of the table, for how many classes, with which squeeze and excitation.</summary>
public sealed record NetworkOptions
{
    /// <summary>What batch normalization adds to variances, unless told otherwise: PyTorch's own value.</summary>
    internal const double UsualEpsilon = 1e-5;

    /// <summary>Pictures up to this side are small.</summary>
    internal const int SmallSide = 64;

    private const double LargestEpsilon = 0.1;

    /// <summary>A network with squeeze and excitation as its own paper has it.</summary>
    /// <param name="variant">Which network.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such network.</exception>
    public static NetworkOptions Of(SeResNetVariant variant)
    {
        var faults = new Faults(nameof(NetworkOptions));
        faults.RequireDefined(variant, nameof(variant));
        faults.ThrowIfAny(nameof(variant));
        return new NetworkOptions { Variant = variant, SqueezeExcitation = VariantRow.Of(variant).SqueezeExcitation };
    }

    /// <summary>Depth and family.</summary>
    /// <value><see cref="SeResNetVariant.SeResNet50"/> unless set.</value>
    public SeResNetVariant Variant { get; init; } = SeResNetVariant.SeResNet50;

    /// <summary>K: the number of classes, the length of the output.</summary>
    /// <value>At least 1; 1000 unless set.</value>
    public int Classes { get; init; } = 1000;

    /// <summary>Channels of the pictures.</summary>
    /// <value>At least 1; 3 unless set.</value>
    public int InputChannels { get; init; } = 3;

    /// <summary>Squeeze and excitation; null builds the plain network.</summary>
    /// <value>The paper's block with r = 16 in all stages unless set.</value>
    public SqueezeExcitationOptions? SqueezeExcitation { get; init; } = new();

    /// <summary>Which convolution of a bottleneck has the stride of its stage. Basic blocks have it on their first convolution.</summary>
    /// <value><see cref="StridePosition.ThreeByThree"/> unless set.</value>
    public StridePosition Stride { get; init; } = StridePosition.ThreeByThree;

    /// <summary>How the stem's 3×3 pooling treats the border. CIFAR-style networks have no such pooling.</summary>
    /// <value><see cref="StemPooling.Padded"/> unless set.</value>
    public StemPooling StemPooling { get; init; } = StemPooling.Padded;

    /// <summary>How a block's input reaches its addition where it has another size.</summary>
    /// <value><see cref="ShortcutKind.Projection"/> unless set; CIFAR-style networks alone may have another.</value>
    public ShortcutKind Shortcut { get; init; } = ShortcutKind.Projection;

    /// <summary>
    /// Whether basic blocks apply one more ReLU, after their last batch normalization and before squeeze and excitation, as timm's legacy
    /// SE-ResNet-18 and -34 do. Bottlenecks have none.
    /// </summary>
    /// <value>False unless set.</value>
    public bool ReluBeforeExcitation { get; init; }

    /// <summary>
    /// Whether the last batch normalization of each residual branch starts at zero, so that blocks start as the identity (Goyal et al.,
    /// https://arxiv.org/abs/1706.02677, section 5.1).
    /// </summary>
    /// <value>True unless set.</value>
    /// <remarks>
    /// With another gate than <see cref="SeGate.Sigmoid"/> it starts at one all the same, unless the scaling is inside the branch
    /// (<see cref="SePlacement.Pre"/>, <see cref="SePlacement.After3x3"/>): scales of zero would keep such blocks from ever learning.
    /// </remarks>
    public bool ZeroInitLastBatchNorm { get; init; } = true;

    /// <summary>
    /// What batch normalization adds to variances. Weights need that with which they were trained: torchvision's MobileNetV3 has 0.001,
    /// timm's 0.00001.
    /// </summary>
    /// <value>
    /// Above 0, at most 0.1; unless set 0.001 for MobileNetV3 and Inception-ResNet-v2, which have it from their papers, and 0.00001 for all
    /// others. Residual networks have no other.
    /// </value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] // files of networks that have their own are as they were before it
    public double? BatchNormEpsilon { get; init; }

    /// <summary>What batch normalization adds to variances.</summary>
    internal double Epsilon => BatchNormEpsilon ?? VariantRow.Of(Variant).Epsilon;

    /// <summary>The network's name, such as "SE-ResNet-50", or "ResNet-50" without squeeze and excitation.</summary>
    [JsonIgnore]
    public string Name => Enum.IsDefined(Variant) ? VariantRow.Of(Variant).NameWith(Canonical.SqueezeExcitation) : Variant.ToString();

    /// <summary>F: how many features the head sees.</summary>
    internal int FeatureCount => VariantRow.Of(Variant).Features;

    /// <summary>
    /// Equal for networks that are equal: a set of all stages is <see cref="SeStages.All"/>, squeeze and excitation in no stage is none,
    /// basic blocks, which have no 1×1 convolution, know one stride position, and what a network does not have is as by default.
    /// </summary>
    internal NetworkOptions Canonical
    {
        get
        {
            var row = VariantRow.Of(Variant);
            var residual = row as ResidualRow;
            var stages = SqueezeExcitation is null ? SeStages.None : SqueezeExcitation.Stages & row.Stages;
            return this with
            {
                Stride = residual?.Block == BlockKind.Bottleneck ? Stride : StridePosition.ThreeByThree,
                StemPooling = residual?.StemPools == true ? StemPooling : StemPooling.Padded,
                Shortcut = residual is null ? ShortcutKind.Projection : Shortcut,
                ReluBeforeExcitation = residual?.Block == BlockKind.Basic && ReluBeforeExcitation,
                ZeroInitLastBatchNorm = residual is null || ZeroInitLastBatchNorm,
                BatchNormEpsilon = BatchNormEpsilon == row.Epsilon ? null : BatchNormEpsilon,
                SqueezeExcitation = stages == SeStages.None ? null
                    : SqueezeExcitation! with { Stages = stages == row.Stages ? SeStages.All : stages },
            };
        }
    }

    /// <summary>Checks every value at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range or contradicts another; the message lists all of
    /// them.</exception>
    public void Validate()
    {
        var faults = new Faults(nameof(SeResNet));
        Check(faults);
        faults.ThrowIfAny("options");
    }

    internal void Check(Faults faults)
    {
        faults.Require(Classes >= 1, nameof(Classes), "1 or more", Classes);
        faults.Require(InputChannels >= 1, nameof(InputChannels), "1 or more", InputChannels);
        faults.RequireDefined(Stride, nameof(Stride));
        faults.RequireDefined(StemPooling, nameof(StemPooling));
        faults.RequireDefined(Shortcut, nameof(Shortcut));
        SqueezeExcitation?.Check(faults);
        if (!faults.RequireDefined(Variant, nameof(Variant)))
            return;
        var row = VariantRow.Of(Variant);
        faults.Require(
            Shortcut != ShortcutKind.ParameterFree || row is ResidualRow { StemPools: false }, nameof(Shortcut),
            $"{ShortcutKind.Projection}, which {Name} has", Shortcut);
        if (row is ResidualRow)
            faults.Require(
                BatchNormEpsilon is null or UsualEpsilon, nameof(BatchNormEpsilon), $"null or {UsualEpsilon:0.#####} for {Name}",
                BatchNormEpsilon);
        else
            faults.Require(
                BatchNormEpsilon is null or (> 0 and <= LargestEpsilon), nameof(BatchNormEpsilon),
                $"null, or above 0 and at most {LargestEpsilon}", BatchNormEpsilon);
        if (SqueezeExcitation is not null)
            CheckTogether(row, SqueezeExcitation, faults);
    }

    private void CheckTogether(VariantRow row, SqueezeExcitationOptions squeezeExcitation, Faults faults)
    {
        var stages = squeezeExcitation.Stages;
        faults.Require(
            stages == SeStages.All || (stages & ~row.Stages) == 0, nameof(squeezeExcitation.Stages),
            $"All or a set of Layer1 to Layer{row.StageCount}, the stages of {Name}", stages);
        if (!Enum.IsDefined(squeezeExcitation.Placement))
            return;
        faults.Require(
            row.Placements.Contains(squeezeExcitation.Placement), nameof(squeezeExcitation.Placement),
            row is ResidualRow ? $"a placement that basic blocks have, since {Name} is built of them"
                : $"{string.Join(", ", row.Placements)}, the only one that {Name} has",
            squeezeExcitation.Placement);
    }
}

/// <summary>Which convolution of a bottleneck halves the map at the start of a stage.</summary>
public enum StridePosition
{
    /// <summary>The 3×3 convolution ("v1.5", torchvision, timm).</summary>
    ThreeByThree,

    /// <summary>The first 1×1 convolution (the original "v1", Caffe).</summary>
    OneByOne,
}

/// <summary>How the 3×3 pooling with stride 2 behind the first convolutions treats the border of the map.</summary>
public enum StemPooling
{
    /// <summary>One row and column of padding around the map, sizes rounded down (torchvision, timm).</summary>
    Padded,

    /// <summary>No padding, sizes rounded up (Caffe).</summary>
    Ceiling,
}

/// <summary>
/// How a block's input reaches the addition where the block changes its size (He et al., https://arxiv.org/abs/1512.03385, section 4.1).
/// </summary>
public enum ShortcutKind
{
    /// <summary>A convolution with batch normalization (option B).</summary>
    Projection,

    /// <summary>Every second row and column, and channels of zeros in equal numbers before and behind (option A): no weights.</summary>
    ParameterFree,
}
