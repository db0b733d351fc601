namespace Microsoft.ML.SeNet.Network;

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
internal sealed record VariantRow(SeResNetVariant Variant, string PlainName, BlockKind Block, StemKind Stem, int[] Layers, int Groups = 1, int BaseWidth = 64)
{
    private static readonly VariantRow[] s_rows =
    [
        new(SeResNetVariant.SeResNet18, "ResNet-18", BlockKind.Basic, StemKind.ImageNet, [2, 2, 2, 2]),
        new(SeResNetVariant.SeResNet34, "ResNet-34", BlockKind.Basic, StemKind.ImageNet, [3, 4, 6, 3]),
        new(SeResNetVariant.SeResNet50, "ResNet-50", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 6, 3]),
        new(SeResNetVariant.SeResNet101, "ResNet-101", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 23, 3]),
        new(SeResNetVariant.SeResNet152, "ResNet-152", BlockKind.Bottleneck, StemKind.ImageNet, [3, 8, 36, 3]),
        new(SeResNetVariant.SeResNeXt50, "ResNeXt-50 (32×4d)", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 6, 3], Groups: 32, BaseWidth: 4),
        new(SeResNetVariant.SeResNeXt101, "ResNeXt-101 (32×4d)", BlockKind.Bottleneck, StemKind.ImageNet, [3, 4, 23, 3], Groups: 32, BaseWidth: 4),
        new(SeResNetVariant.CifarSeResNet20, "ResNet-20", BlockKind.Basic, StemKind.Cifar, [3, 3, 3]),
        new(SeResNetVariant.CifarSeResNet32, "ResNet-32", BlockKind.Basic, StemKind.Cifar, [5, 5, 5]),
        new(SeResNetVariant.CifarSeResNet44, "ResNet-44", BlockKind.Basic, StemKind.Cifar, [7, 7, 7]),
        new(SeResNetVariant.CifarSeResNet56, "ResNet-56", BlockKind.Basic, StemKind.Cifar, [9, 9, 9]),
        new(SeResNetVariant.CifarSeResNet110, "ResNet-110", BlockKind.Basic, StemKind.Cifar, [18, 18, 18]),
        new(SeResNetVariant.CifarSeResNet164, "ResNet-164", BlockKind.Bottleneck, StemKind.Cifar, [18, 18, 18]),
    ];

    /// <summary>The row of a variant that the enumeration names.</summary>
    internal static VariantRow Of(SeResNetVariant variant) => Array.Find(s_rows, row => row.Variant == variant)!;

    /// <summary>Channels of the last stage, the inputs of the fully connected layer.</summary>
    internal int Features => (FirstPlanes << (Layers.Length - 1)) * (Block == BlockKind.Basic ? 1 : BlockOptions.BottleneckExpansion);

    /// <summary>Side of the first convolution's kernel, in pixels.</summary>
    internal int StemKernel => Stem == StemKind.ImageNet ? 7 : 3;

    /// <summary>Planes of the first stage; each further stage has twice as many.</summary>
    internal int FirstPlanes => Stem == StemKind.ImageNet ? 64 : 16;

    internal string NameWith(SqueezeExcitationOptions? squeezeExcitation) => squeezeExcitation is null ? PlainName : $"SE-{PlainName}";

    /// <summary>The set of all stages that this network has.</summary>
    internal SeStages Stages => (SeStages)((1 << Layers.Length) - 1);
}

/// <summary>The first layers: 7×7 convolution with stride 2 and pooling, or one 3×3 convolution.</summary>
internal enum StemKind
{
    ImageNet,
    Cifar,
}

/// <summary>Two 3×3 convolutions, or 1×1, 3×3 and 1×1 with four times as many planes at the end.</summary>
internal enum BlockKind
{
    Basic,
    Bottleneck,
}
