namespace Microsoft.ML.SeNet.Network;

/// <summary>A residual network (He et al., https://arxiv.org/abs/1512.03385, table 1 and section 4.2).</summary>
/// <param name="Variant">Which network.</param>
/// <param name="PlainName">Its name without squeeze and excitation.</param>
/// <param name="Block">The kind of its blocks.</param>
/// <param name="Stem">The kind of its first layers.</param>
/// <param name="Layers">Blocks a stage.</param>
/// <param name="Groups">Groups of the 3×3 convolutions.</param>
/// <param name="BaseWidth">Width of a group for 64 planes.</param>
internal sealed record ResidualRow(
    SeResNetVariant Variant, string PlainName, BlockKind Block, StemKind Stem, int[] Layers, int Groups = 1, int BaseWidth = 64)
    : VariantRow(Variant, PlainName)
{
    /// <summary>All residual networks.</summary>
    internal static IReadOnlyList<ResidualRow> Table { get; } =
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

    // The least side of a picture of which unpadded pooling, behind a convolution of stride 2, still finds something to pool.
    private const int LeastUnpadded = 3;

    /// <summary>The row of a residual network.</summary>
    internal static new ResidualRow Of(SeResNetVariant variant) => (ResidualRow)VariantRow.Of(variant);

    internal override int StageCount => Layers.Length;

    internal override int Features => OutputOf(Layers.Length - 1);

    internal override int ImageSize => Stem == StemKind.Cifar ? 32 : 224;

    internal override IReadOnlyList<SePlacement> Placements =>
        [.. Enum.GetValues<SePlacement>().Where(place => place != SePlacement.After3x3 || Block == BlockKind.Bottleneck)];

    internal override int LeastSide(NetworkOptions options) =>
        StemPools && options.StemPooling == StemPooling.Ceiling ? LeastUnpadded : 1;

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

    /// <summary>Whether the first 1×1 convolution of a bottleneck has half the width of the 3×3 convolution behind it.</summary>
    internal bool HalvesFirst { get; init; }

    /// <summary>Side of the projections' kernels where they have a stride.</summary>
    internal int ProjectionKernel { get; init; } = 1;
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
