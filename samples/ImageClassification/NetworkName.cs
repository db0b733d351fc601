using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>A network as people call it: "SeResNet18", "se-resnet-18", "resnet18" (without squeeze and excitation),
/// "CifarSeResNet20".</summary>
/// <param name="Variant">Depth and family.</param>
/// <param name="IsPlain">Whether it is meant without squeeze and excitation.</param>
internal sealed record NetworkName(SeResNetVariant Variant, bool IsPlain)
{
    private const string Cifar = "cifar";
    private const string Se = "se";

    private static readonly Dictionary<string, NetworkName> s_names = Names().ToDictionary(item => item.Name, item => item.Network);

    /// <summary>Reads a name: capitals, dashes, blanks and "(32×4d)" are nobody's business.</summary>
    /// <exception cref="ArgumentException">There is no such network; the message has the nearest one and all.</exception>
    internal static NetworkName Parse(string text)
    {
        var name = Simple(text);
        if (s_names.TryGetValue(name, out var network))
            return network;
        var nearest = s_names.Keys.MinBy(other => Distance(name, other))!;
        throw new ArgumentException(
            $"--network: expected one of {string.Join(", ", Enum.GetNames<SeResNetVariant>())}, or without Se for a plain one, "
            + $"got '{text}'. Nearest: {s_names[nearest]}.");
    }

    public override string ToString() => IsPlain ? Variant.ToString().Replace("Se", "", StringComparison.Ordinal) : Variant.ToString();

    private static IEnumerable<(string Name, NetworkName Network)> Names()
    {
        foreach (var variant in Enum.GetValues<SeResNetVariant>())
        {
            var name = Simple(variant.ToString());
            var isSmall = name.StartsWith(Cifar, StringComparison.Ordinal);
            foreach (var one in Called(name.Replace(Cifar, "", StringComparison.Ordinal)))
            {
                foreach (var full in isSmall ? (string[])[Cifar + one, one] : [one])
                    yield return (full, new NetworkName(variant, IsPlain: false));
                if (one.StartsWith(Se, StringComparison.Ordinal) && one != "senet154")
                    foreach (var full in isSmall ? (string[])[Cifar + one[Se.Length..], one[Se.Length..]] : [one[Se.Length..]])
                        yield return (full, new NetworkName(variant, IsPlain: true));
            }
        }
    }

    /// <summary>Wide residual networks are called WRN, too.</summary>
    private static IEnumerable<string> Called(string name) => name.Contains("wideresnet", StringComparison.Ordinal)
        ? [name, name.Replace("wideresnet", "wrn", StringComparison.Ordinal).Replace("x", "", StringComparison.Ordinal)]
        : [name];

    private static string Simple(string text)
    {
        var name = text.ToLowerInvariant();
        if (name.IndexOf('(', StringComparison.Ordinal) is > 0 and var bracket)
            name = name[..bracket];
        return string.Concat(name.Replace("_32x4d", "", StringComparison.Ordinal).Where(char.IsLetterOrDigit));
    }

    /// <summary>How many letters must change (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1));
            }
        }
        return row[^1];
    }
}
