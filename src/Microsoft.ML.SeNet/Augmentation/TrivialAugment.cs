using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// One operation a picture, drawn uniformly, at a strength drawn uniformly (Müller, Hutter: "TrivialAugment",
/// https://arxiv.org/abs/2103.10158):
/// the wide space, with the ranges of torchvision's <c>TrivialAugmentWide</c>. Nothing is to be tuned.
/// </summary>
/// <param name="MagnitudeBins">How many strengths an operation has.</param>
internal sealed record TrivialAugment(int MagnitudeBins = TrivialAugment.DefaultMagnitudeBins)
{
    internal const int DefaultMagnitudeBins = 31;
    private const int MostMagnitudeBins = 1000;
    private const int Operations = (int)PictureOperation.Equalize + 1;

    /// <summary>How many strengths an operation has, 2 … 1000.</summary>
    public int MagnitudeBins { get; } =
        Faults.Checked("A TrivialAugment", MagnitudeBins, MagnitudeBins is >= 2 and <= MostMagnitudeBins,
            nameof(MagnitudeBins), $"2 to {MostMagnitudeBins}");

    /// <summary>Draws the operation, then its strength where it has any, then the sign where it has one.</summary>
    internal DrawnOperation Draw(RandomStream random)
    {
        var operation = (PictureOperation)random.NextInt32(Operations);
        if (operation is PictureOperation.Identity or PictureOperation.AutoContrast or PictureOperation.Equalize)
            return new DrawnOperation(operation, 0);
        var (weakest, strongest, isSigned) = Range(operation);
        var strength = weakest + ((strongest - weakest) * random.NextInt32(MagnitudeBins) / (MagnitudeBins - 1));
        if (operation == PictureOperation.Posterize)
            strength = Math.Round(strength);
        return new DrawnOperation(operation, isSigned && random.NextInt32(2) == 1 ? -strength : strength);
    }

    /// <summary>From the weakest to the strongest, and whether either direction may be.</summary>
    internal static (double Weakest, double Strongest, bool IsSigned) Range(PictureOperation operation) => operation switch
    {
        PictureOperation.TranslateX or PictureOperation.TranslateY => (0, 32, true),
        PictureOperation.Rotate => (0, 135, true),
        PictureOperation.Posterize => (8, 2, false),
        PictureOperation.Solarize => (255, 0, false),
        PictureOperation.Identity or PictureOperation.AutoContrast or PictureOperation.Equalize => (0, 0, false),
        _ => (0, 0.99, true),
    };
}
