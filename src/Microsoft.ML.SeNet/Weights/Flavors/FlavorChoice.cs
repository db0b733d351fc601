namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>Tells the flavor of a foreign file from the signs in its names, or from what the user says where the signs do not agree.</summary>
internal static class FlavorChoice
{
    private static readonly KeyRule s_plain = new("no squeeze and excitation", "", "", SeNetFlavor.Torchvision, SeNetFlavor.CifarResNet);

    internal static SeNetFlavor Of(KeyNames names, SeNetFlavor? given, string file)
    {
        var signs = names.Signs.ToList();
        if (!names.Theirs.Keys.Any(name => name.Contains(".se.", StringComparison.Ordinal)))
            signs.Add(s_plain);
        var fitting = Enum.GetValues<SeNetFlavor>().Where(flavor => signs.All(sign => sign.Flavors.Contains(flavor))).ToList();
        if (given is { } said)
            return fitting.Contains(said) || (fitting.Count == 0 && signs.Any(sign => sign != s_plain && sign.Flavors.Contains(said)))
                ? said
                : throw new InvalidDataException($"The weights in '{file}' are not of the flavor {said}: expected its names, got {Text(signs)}. Leave the flavor out, or give one of those.");
        return fitting is [var only]
            ? only
            : throw new InvalidDataException($"Cannot tell the flavor of the weights in '{file}': expected the names of one flavor, got {Text(signs)}. Say which it is: {nameof(SeNetWeights)}.{nameof(SeNetWeights.FromFile)}(path, {nameof(SeNetFlavor)}).");
    }

    private static string Text(IEnumerable<KeyRule> signs) => string.Join("; ", signs.Select(sign => $"{sign.Sign} (as {string.Join(", ", sign.Flavors)})"));
}
