using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>
/// Colors changed at random, in random order (Howard, https://arxiv.org/abs/1312.5402, section 2.2), with the ranges of torchvision's
/// <c>ColorJitter</c>: a factor is uniform in [max(0, 1 − x), 1 + x].
/// </summary>
internal sealed record ColorJitter(double Brightness = 0, double Contrast = 0, double Saturation = 0, double Hue = 0)
{
    /// <summary>The most operations that one picture gets.</summary>
    internal const int MostOperations = 4;

    /// <summary>How far the factor of brightness may be from 1, at least 0.</summary>
    public double Brightness { get; } = Checked(Brightness, Contrast, Saturation, Hue);

    /// <summary>How far the factor of contrast may be from 1, at least 0.</summary>
    public double Contrast { get; } = Contrast;

    /// <summary>How far the factor of saturation may be from 1, at least 0.</summary>
    public double Saturation { get; } = Saturation;

    /// <summary>How far the hue may turn either way, in [0, 0.5], of which 1 is a whole turn.</summary>
    public double Hue { get; } = Hue;

    /// <summary>Draws the strengths first, then the order; what is 0 here is left out.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="room">Room for <see cref="MostOperations"/>.</param>
    /// <returns>The beginning of the room: what is to be done, in order.</returns>
    internal Span<DrawnOperation> Draw(RandomStream random, Span<DrawnOperation> room)
    {
        var count = 0;
        if (Brightness > 0)
            room[count++] = new DrawnOperation(PictureOperation.Brightness, Change(Brightness, random));
        if (Contrast > 0)
            room[count++] = new DrawnOperation(PictureOperation.Contrast, Change(Contrast, random));
        if (Saturation > 0)
            room[count++] = new DrawnOperation(PictureOperation.Color, Change(Saturation, random));
        if (Hue > 0)
            room[count++] = new DrawnOperation(PictureOperation.Hue, Hue * ((2 * random.NextDouble()) - 1));
        random.Shuffle(room[..count]);
        return room[..count];
    }

    private static double Change(double range, RandomStream random)
    {
        var least = Math.Max(-range, -1);
        return least + ((range - least) * random.NextDouble());
    }

    private static double Checked(double brightness, double contrast, double saturation, double hue)
    {
        var faults = new Faults("A color jitter");
        faults.Require(brightness >= 0 && double.IsFinite(brightness), nameof(Brightness), "0 or more", brightness);
        faults.Require(contrast >= 0 && double.IsFinite(contrast), nameof(Contrast), "0 or more", contrast);
        faults.Require(saturation >= 0 && double.IsFinite(saturation), nameof(Saturation), "0 or more", saturation);
        faults.Require(hue is >= 0 and <= 0.5, nameof(Hue), "0 to 0.5", hue);
        faults.ThrowIfAny();
        return brightness;
    }
}
