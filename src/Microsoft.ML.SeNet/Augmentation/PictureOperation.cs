namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// What can happen to the pixels of a square, named and measured as in torchvision's TrivialAugment (https://arxiv.org/abs/2103.10158,
/// table 1) and computed as Pillow does it. What comes in from outside the picture is black.
/// </summary>
internal enum PictureOperation
{
    /// <summary>Nothing.</summary>
    Identity,

    /// <summary>Each row moved to the left by the strength times its number.</summary>
    ShearX,

    /// <summary>Each column moved up by the strength times its number.</summary>
    ShearY,

    /// <summary>Moved to the right by the strength in whole pixels.</summary>
    TranslateX,

    /// <summary>Moved down by the strength in whole pixels.</summary>
    TranslateY,

    /// <summary>Turned counter-clockwise around the middle by the strength in degrees.</summary>
    Rotate,

    /// <summary>Away from black: the factor is 1 + strength.</summary>
    Brightness,

    /// <summary>Away from its own gray: the factor is 1 + strength.</summary>
    Color,

    /// <summary>Away from the mean gray of the picture: the factor is 1 + strength.</summary>
    Contrast,

    /// <summary>Away from its smoothed self: the factor is 1 + strength.</summary>
    Sharpness,

    /// <summary>The strength is how many of 8 bits stay.</summary>
    Posterize,

    /// <summary>Values from the strength on are inverted.</summary>
    Solarize,

    /// <summary>Each color stretched to 0 … 255.</summary>
    AutoContrast,

    /// <summary>Each color spread so that its values are about equally frequent.</summary>
    Equalize,

    /// <summary>The hue turned by the strength, of which 1 is a whole turn.</summary>
    Hue,
}

/// <summary>An operation and how strong it is, in the unit that <see cref="PictureOperation"/> names.</summary>
internal readonly record struct DrawnOperation(PictureOperation Operation, double Strength);
