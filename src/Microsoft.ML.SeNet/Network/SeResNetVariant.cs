using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet;

/// <summary>The networks by depth and family; each is plain where squeeze and excitation is switched off.</summary>
public enum SeResNetVariant
{
    /// <summary>Basic blocks, 18 layers (He et al., https://arxiv.org/abs/1512.03385).</summary>
    SeResNet18,

    /// <summary>Basic blocks, 34 layers.</summary>
    SeResNet34,

    /// <summary>Bottleneck blocks, 50 layers.</summary>
    SeResNet50,

    /// <summary>Bottleneck blocks, 101 layers.</summary>
    SeResNet101,

    /// <summary>Bottleneck blocks, 152 layers.</summary>
    SeResNet152,

    /// <summary>Grouped bottlenecks, 50 layers, 32 groups of width 4 (Xie et al., https://arxiv.org/abs/1611.05431).</summary>
    SeResNeXt50,

    /// <summary>Grouped bottlenecks, 101 layers, 32 groups of width 4.</summary>
    SeResNeXt101,

    /// <summary>
    /// SENet-154: grouped bottlenecks, 152 layers, 64 groups of width 4, whose first 1×1 convolution has half the width; three 3×3
    /// convolutions as stem; 3×3 projections (Hu et al., https://arxiv.org/abs/1709.01507, appendix), without the dropout of 0.2 before the
    /// head.
    /// </summary>
    SeNet154,

    /// <summary>For small pictures: 3×3 stem, three stages of widths 16, 32, 64; basic blocks, 20 layers.</summary>
    CifarSeResNet20,

    /// <summary>For small pictures: basic blocks, 32 layers.</summary>
    CifarSeResNet32,

    /// <summary>For small pictures: basic blocks, 44 layers.</summary>
    CifarSeResNet44,

    /// <summary>For small pictures: basic blocks, 56 layers.</summary>
    CifarSeResNet56,

    /// <summary>For small pictures: basic blocks, 110 layers.</summary>
    CifarSeResNet110,

    /// <summary>For small pictures: bottleneck blocks, 164 layers.</summary>
    CifarSeResNet164,
}

/// <summary>One row of the table of networks (He et al., https://arxiv.org/abs/1512.03385, table 1 and section 4.2).</summary>
/// <param name="Variant">Which network.</param>
/// <param name="PlainName">Its name without squeeze and excitation.</param>
/// <param name="Block">The kind of its blocks.</param>
/// <param name="Stem">The kind of its first layers.</param>
/// <param name="Layers">Blocks a stage.</param>
/// <param name="Groups">Groups of the 3×3 convolutions.</param>
/// <param name="BaseWidth">Width of a group for 64 planes.</param>
internal sealed record VariantRow(
    SeResNetVariant Variant, string PlainName, BlockKind Block, StemKind Stem, int[] Layers, int Groups = 1, int BaseWidth = 64)
{
    private static readonly VariantRow[] s_rows =
    [
        new(SeResNetVariant.SeResNet18, "ResNet-18", BlockKind.Basic, StemKind.ImageNet, [2, 2, 2, 2]),
        new(SeResNetVariant.SeResNet34, "ResNet-34", BlockKind.Basic, StemKind.ImageNet, [3, 4, 6, 3]),
        new(SeResNetVariant.SeResNet50, "ResNet-50", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 6, 3]),
        new(SeResNetVariant.SeResNet101, "ResNet-101", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 23, 3]),
        new(SeResNetVariant.SeResNet152, "ResNet-152", BlockKind.Bottleneck, StemKind.ImageNet, [3, 8, 36, 3]),
        new(SeResNetVariant.SeResNeXt50, "ResNeXt-50 (32×4d)", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 6, 3],
            Groups: 32, BaseWidth: 4),
        new(SeResNetVariant.SeResNeXt101, "ResNeXt-101 (32×4d)", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 23, 3],
            Groups: 32, BaseWidth: 4),
        new(SeResNetVariant.SeNet154, "ResNeXt-152 (64×4d)", BlockKind.Bottleneck, StemKind.Deep, [3, 8, 36, 3],
            Groups: 64, BaseWidth: 4)
        {
            SeName = "SENet-154", HalvesFirst = true, ProjectionKernel = 3,
        },
        new(SeResNetVariant.CifarSeResNet20, "ResNet-20", BlockKind.Basic, StemKind.Cifar, [3, 3, 3]),
        new(SeResNetVariant.CifarSeResNet32, "ResNet-32", BlockKind.Basic, StemKind.Cifar, [5, 5, 5]),
        new(SeResNetVariant.CifarSeResNet44, "ResNet-44", BlockKind.Basic, StemKind.Cifar, [7, 7, 7]),
        new(SeResNetVariant.CifarSeResNet56, "ResNet-56", BlockKind.Basic, StemKind.Cifar, [9, 9, 9]),
        new(SeResNetVariant.CifarSeResNet110, "ResNet-110", BlockKind.Basic, StemKind.Cifar, [18, 18, 18]),
        new(SeResNetVariant.CifarSeResNet164, "ResNet-164", BlockKind.Bottleneck, StemKind.Cifar, [18, 18, 18]),
    ];

    /// <summary>The row of a variant that the enumeration names.</summary>
    internal static VariantRow Of(SeResNetVariant variant) => Array.Find(s_rows, row => row.Variant == variant)!;

    internal static IReadOnlyList<VariantRow> All => s_rows;

    /// <summary>Channels of the last stage, the inputs of the fully connected layer.</summary>
    internal int Features => OutputOf(Layers.Length - 1);

    /// <summary>Channels that go out of a stage, counted from 0.</summary>
    internal int OutputOf(int stage) => (FirstPlanes << stage) * (Block == BlockKind.Basic ? 1 : BlockOptions.BottleneckExpansion);

    /// <summary>Channels behind the 3×3 convolutions of the first stage's blocks.</summary>
    internal int FirstWidth => Block == BlockKind.Basic ? FirstPlanes : FirstPlanes * BaseWidth / 64 * Groups;

    /// <summary>The first convolutions, each followed by batch normalization and ReLU.</summary>
    internal StemConvolution[] StemConvolutions => Stem switch
    {
        StemKind.ImageNet => [new(64, 7, 2)],
        StemKind.Deep => [new(64, 3, 2), new(64, 3, 1), new(128, 3, 1)],
        _ => [new(16, 3, 1)],
    };

    /// <summary>Whether a 3×3 pooling with stride 2 follows the first convolutions.</summary>
    internal bool StemPools => Stem != StemKind.Cifar;

    /// <summary>Planes of the first stage; each further stage has twice as many.</summary>
    internal int FirstPlanes => StemConvolutions[0].Channels;

    internal string NameWith(SqueezeExcitationOptions? squeezeExcitation) =>
        squeezeExcitation is null ? PlainName : SeName ?? $"SE-{PlainName}";

    /// <summary>Its name with squeeze and excitation, where that is not the plain name behind "SE-".</summary>
    internal string? SeName { get; init; }

    /// <summary>Whether the first 1×1 convolution of a bottleneck has half the width of the 3×3 convolution behind it.</summary>
    internal bool HalvesFirst { get; init; }

    /// <summary>Side of the projections' kernels where they have a stride.</summary>
    internal int ProjectionKernel { get; init; } = 1;

    /// <summary>The set of all stages that this network has.</summary>
    internal SeStages Stages => (SeStages)((1 << Layers.Length) - 1);
}

/// <summary>One of a network's first convolutions.</summary>
/// <param name="Channels">Channels that go out.</param>
/// <param name="Kernel">Side of its kernel, in pixels.</param>
/// <param name="Stride">Its stride.</param>
internal readonly record struct StemConvolution(int Channels, int Kernel, int Stride);

/// <summary>The first layers: a 7×7 convolution with stride 2, or three of 3×3, and pooling; or one 3×3 convolution.</summary>
internal enum StemKind
{
    ImageNet,
    Deep,
    Cifar,
}

/// <summary>Two 3×3 convolutions, or 1×1, 3×3 and 1×1 with four times as many planes at the end.</summary>
internal enum BlockKind
{
    Basic,
    Bottleneck,
}
