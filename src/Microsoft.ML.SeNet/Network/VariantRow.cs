namespace Microsoft.ML.SeNet.Network;

/// <summary>One row of the table of networks.</summary>
/// <param name="Variant">Which network.</param>
/// <param name="PlainName">Its name without squeeze and excitation.</param>
internal abstract record VariantRow(SeResNetVariant Variant, string PlainName)
{
    private static readonly VariantRow[] s_rows = [.. ResidualRow.Table, .. GraphRow.Table];

    /// <summary>The row of a variant that the enumeration names.</summary>
    internal static VariantRow Of(SeResNetVariant variant) => Array.Find(s_rows, row => row.Variant == variant)!;

    internal static IReadOnlyList<VariantRow> All => s_rows;

    /// <summary>Its name with squeeze and excitation, where that is not the plain name behind "SE-".</summary>
    internal string? SeName { get; init; }

    internal string NameWith(SqueezeExcitationOptions? squeezeExcitation) =>
        squeezeExcitation is null ? PlainName : SeName ?? $"SE-{PlainName}";

    /// <summary>Squeeze and excitation as the network's own paper has it.</summary>
    internal virtual SqueezeExcitationOptions SqueezeExcitation => new();

    /// <summary>What batch normalization adds to variances unless told otherwise.</summary>
    internal virtual double Epsilon => NetworkOptions.UsualEpsilon;

    /// <summary>How many stages it has.</summary>
    internal abstract int StageCount { get; }

    /// <summary>The set of all stages that this network has.</summary>
    internal SeStages Stages => (SeStages)((1 << StageCount) - 1);

    /// <summary>Channels of the last stage, the inputs of the fully connected layer.</summary>
    internal abstract int Features { get; }

    /// <summary>The side of pictures that it is made for, in pixels.</summary>
    internal abstract int ImageSize { get; }

    /// <summary>Whether it is made for pictures of about 32×32.</summary>
    internal bool IsForSmallPictures => ImageSize <= NetworkOptions.SmallSide;

    /// <summary>The side of the smallest pictures that it takes.</summary>
    internal abstract int LeastSide(NetworkOptions options);

    /// <summary>The places that squeeze and excitation may have.</summary>
    internal abstract IReadOnlyList<SePlacement> Placements { get; }
}
