namespace Microsoft.ML.SeNet.Weights;

/// <summary>Own: tells the flavour of a foreign file from the signs in its names, or from what the user says where the signs do not agree.</summary>
internal static class FlavourChoice
{
    private static readonly KeyRule s_plain = new("no squeeze and excitation", "", "", SeNetFlavour.Torchvision, SeNetFlavour.CifarResNet);

    internal static SeNetFlavour Of(KeyNames names, SeNetFlavour? given, string file)
    {
        var signs = names.Signs.ToList();
        if (!names.Theirs.Keys.Any(name => name.Contains(".se.", StringComparison.Ordinal)))
            signs.Add(s_plain);
        var fitting = Enum.GetValues<SeNetFlavour>().Where(flavour => signs.All(sign => sign.Flavours.Contains(flavour))).ToList();
        if (given is { } said)
            return fitting.Contains(said) || (fitting.Count == 0 && signs.Any(sign => sign != s_plain && sign.Flavours.Contains(said)))
                ? said
                : throw new InvalidDataException($"The weights in '{file}' are not of the flavour {said}: expected its names, got {Text(signs)}. Leave the flavour out, or give one of those.");
        return fitting is [var only]
            ? only
            : throw new InvalidDataException($"Cannot tell the flavour of the weights in '{file}': expected the names of one flavour, got {Text(signs)}. Say which it is: {nameof(SeNetWeights)}.{nameof(SeNetWeights.FromFile)}(path, {nameof(SeNetFlavour)}).");
    }

    private static string Text(IEnumerable<KeyRule> signs) => string.Join("; ", signs.Select(sign => $"{sign.Sign} (as {string.Join(", ", sign.Flavours)})"));
}
