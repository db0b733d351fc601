namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>
/// Ten shapes as signed distances, negative inside, in coordinates where a shape fills about the unit circle. Each is told apart from the
/// others under any shift and size and a turn of up to 15 degrees.
/// </summary>
internal static class Shapes
{
    /// <summary>Name and distance, in alphabetical order.</summary>
    internal static readonly (string Name, Func<double, double, double> Distance)[] All =
    [
        ("Bars", Bars),
        ("Circle", (x, y) => Radius(x, y) - 0.9),
        ("Crescent", (x, y) => Math.Max(Radius(x, y) - 0.95, 0.8 - Radius(x - 0.45, y))),
        ("Cross", Cross),
        ("Diamond", (x, y) => (Math.Abs(x) + Math.Abs(y) - 1) / Math.Sqrt(2)),
        ("Ring", (x, y) => Math.Abs(Radius(x, y) - 0.72) - 0.2),
        ("Saltire", (x, y) => Cross((x + y) / Math.Sqrt(2), (x - y) / Math.Sqrt(2))),
        ("Square", (x, y) => Math.Max(Math.Abs(x), Math.Abs(y)) - 0.78),
        ("Star", Star),
        ("Triangle", (x, y) => Math.Max(y - 0.5, (Math.Abs(x) * Math.Sqrt(0.75)) - (y / 2) - 0.5)),
    ];

    private static double Radius(double x, double y) => Math.Sqrt((x * x) + (y * y));

    private static double Bars(double x, double y)
    {
        const double Pitch = 0.65;
        var bar = Math.Abs(y - (Pitch * Math.Round(y / Pitch))) - 0.18;
        return Math.Max(bar, Math.Max(Math.Abs(x), Math.Abs(y)) - 0.85);
    }

    private static double Cross(double x, double y) =>
        Math.Min(Math.Max(Math.Abs(x) - 0.95, Math.Abs(y) - 0.27), Math.Max(Math.Abs(x) - 0.27, Math.Abs(y) - 0.95));

    // One tenth of the star is all there is, folded by angle: the distance to the line from its outer to its inner corner.
    private static double Star(double x, double y)
    {
        const double Inner = 0.42;
        const double Tenth = Math.PI / 5;
        var angle = Math.Abs(Math.IEEERemainder(Math.Atan2(x, -y), 2 * Tenth));
        var (px, py) = (Radius(x, y) * Math.Cos(angle), Radius(x, y) * Math.Sin(angle));
        var (dx, dy) = ((Inner * Math.Cos(Tenth)) - 1, Inner * Math.Sin(Tenth));
        return (((px - 1) * dy) - (py * dx)) / Radius(dx, dy);
    }
}
