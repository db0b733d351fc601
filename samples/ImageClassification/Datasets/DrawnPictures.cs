namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>
/// Pictures that need no download: one of <see cref="Shapes"/> each, of random color, size, place and turn, on a shaded ground with noise.
/// Equal seeds draw equal pictures.
/// </summary>
internal static class DrawnPictures
{
    /// <summary>Width and height in pixels.</summary>
    internal const int Side = 32;

    private const double MaximumTurn = 15 * Math.PI / 180;
    private const double Noise = 40;
    private const double LeastContrast = 70;

    /// <summary>Describes the folder to be written.</summary>
    /// <param name="trainPerClass">Pictures of each class for training.</param>
    /// <param name="testPerClass">Pictures of each class for testing.</param>
    /// <param name="seed">Decides everything that is random.</param>
    internal static PictureExport Describe(int trainPerClass, int testPerClass, int seed)
    {
        var (train, test) = (trainPerClass * Shapes.All.Length, testPerClass * Shapes.All.Length);
        // A seed for each picture: they are drawn in any order.
        var random = new Random(seed);
        int[] seeds = [.. Enumerable.Range(0, train + test).Select(_ => random.Next())];
        return new PictureExport(
            $"drawn pictures, {train} + {test}, seed {seed}",
            train + test,
            index => Picture(index < train ? "train" : "test", index < train ? index : index - train, new Random(seeds[index])));
    }

    private static PictureToWrite Picture(string part, int index, Random random)
    {
        var (name, distance) = Shapes.All[index % Shapes.All.Length];
        return new($"{part}/{name}/{index / Shapes.All.Length:00000}.png", Side, Side, Draw(distance, random));
    }

    private static byte[] Draw(Func<double, double, double> distance, Random random)
    {
        var radius = Side * Between(random, 0.2, 0.4);
        var (centerX, centerY) = (Between(random, radius, Side - radius), Between(random, radius, Side - radius));
        var (sin, cos) = Math.SinCos(Between(random, -MaximumTurn, MaximumTurn));
        var (ground, shade, ink) = (Color(random), Color(random), Color(random));
        while (Enumerable.Range(0, 3).Max(channel => Math.Abs(ink[channel] - ((ground[channel] + shade[channel]) / 2))) < LeastContrast)
            ink = Color(random);
        var rgba = new byte[Side * Side * 4];
        for (var pixel = 0; pixel < Side * Side; pixel++)
        {
            var (x, y) = (((pixel % Side) + 0.5 - centerX) / radius, ((pixel / Side) + 0.5 - centerY) / radius);
            // Half a pixel on either side of the edge is in between: no steps.
            var cover = Math.Clamp(0.5 - (radius * distance((cos * x) + (sin * y), (cos * y) - (sin * x))), 0, 1);
            var lower = (double)(pixel / Side) / Side;
            for (var channel = 0; channel < 3; channel++)
            {
                var behind = ground[channel] + (lower * (shade[channel] - ground[channel]));
                rgba[(pixel * 4) + channel] = (byte)Math.Clamp(
                    behind + (cover * (ink[channel] - behind)) + Between(random, -Noise, Noise), 0, byte.MaxValue);
            }
            rgba[(pixel * 4) + 3] = byte.MaxValue;
        }
        return rgba;
    }

    private static double[] Color(Random random) => [Between(random, 0, 255), Between(random, 0, 255), Between(random, 0, 255)];

    private static double Between(Random random, double low, double high) => low + (random.NextDouble() * (high - low));
}
