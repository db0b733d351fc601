using System.Text.RegularExpressions;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>The names of a foreign file as ours, and the signs of flavors that were found on the way.</summary>
internal sealed class KeyNames
{
    private const int MostPrefixes = 4;

    // DistributedDataParallel and torch.compile put these before all names.
    private static readonly string[] s_prefixes = ["module.", "_orig_mod."];

    private readonly OrderedDictionary<string, KeyRule> _signs = [];

    internal KeyNames(ITensorSource file)
    {
        var names = WithoutPrefixes(file.Tensors.Keys);
        var hasDeepStem = names.ContainsKey("conv1.0.weight");
        var theirs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, full) in names)
        {
            var ours = Ours(name, hasDeepStem);
            if (!theirs.TryAdd(ours, full))
                throw new InvalidDataException(
                    $"The weights in '{file.Name}' have one tensor twice: "
                    + $"expected one name that stands for {SafetensorsFormat.Quote(ours)}, "
                    + $"got {SafetensorsFormat.Quote(theirs[ours])} and {SafetensorsFormat.Quote(full)}. "
                    + "Write the file with the names of one library.");
        }
        Theirs = theirs;
    }

    /// <summary>Their name for each of ours.</summary>
    internal IReadOnlyDictionary<string, string> Theirs { get; }

    /// <summary>The rules that said something.</summary>
    internal IReadOnlyList<KeyRule> Signs => _signs.Values;

    /// <summary>The full names by what is left of them, in order, so that messages are the same on every machine.</summary>
    internal static Dictionary<string, string> WithoutPrefixes(IEnumerable<string> full)
    {
        var names = full.Order(StringComparer.Ordinal).ToDictionary(name => name, StringComparer.Ordinal);
        bool AllHave(string prefix) => names.Keys.All(name => name.StartsWith(prefix, StringComparison.Ordinal));

        for (var times = 0; times < MostPrefixes && names.Count > 0; times++)
            if (s_prefixes.FirstOrDefault(AllHave) is { } prefix)
                names = names.ToDictionary(item => item.Key[prefix.Length..], item => item.Value, StringComparer.Ordinal);
        return names;
    }

    private string Ours(string name, bool hasDeepStem)
    {
        if (hasDeepStem && Apply(KeyRule.DeepStem, name) is { } stem)
            return stem;
        return Apply(KeyRule.All, name) ?? name;
    }

    /// <summary>Our name, or null where no rule says anything. No name fits two.</summary>
    private string? Apply(IReadOnlyList<KeyRule> rules, string name)
    {
        var rule = rules.FirstOrDefault(rule => rule.Apply(name) is not null);
        if (rule is null)
            return null;
        _signs.TryAdd(rule.Sign, rule);
        return rule.Apply(name);
    }
}

/// <summary>One row of the table of names: how a flavor writes what we call otherwise, or the same.</summary>
/// <param name="Sign">What messages call it.</param>
/// <param name="Pattern">A part of their names.</param>
/// <param name="Replacement">The part of our names that stands for it.</param>
/// <param name="Flavors">Those that write it so.</param>
internal sealed record KeyRule(string Sign, string Pattern, string Replacement, params SeNetFlavor[] Flavors)
{
    private readonly Regex _regex = new(Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>The table; a name fits one row at most.</summary>
    internal static IReadOnlyList<KeyRule> All { get; } =
    [
        new("layer0", @"^layer0\.((conv|bn)[123]\.)", "$1", SeNetFlavor.Caffe),
        new(
            "conv1", @"^conv1\.weight$", "conv1.weight",
            SeNetFlavor.Timm, SeNetFlavor.Moskomule, SeNetFlavor.Torchvision, SeNetFlavor.CifarResNet),
        new("se_module.fc1", @"\.se_module\.fc1\.", ".se.fc1.", SeNetFlavor.Caffe),
        new("se_module.fc2", @"\.se_module\.fc2\.", ".se.fc2.", SeNetFlavor.Caffe),
        new("se.fc1", @"\.se\.fc1\.", ".se.fc1.", SeNetFlavor.Timm),
        new("se.fc2", @"\.se\.fc2\.", ".se.fc2.", SeNetFlavor.Timm),
        new("se.fc.0", @"\.se\.fc\.0\.", ".se.fc1.", SeNetFlavor.Moskomule),
        new("se.fc.2", @"\.se\.fc\.2\.", ".se.fc2.", SeNetFlavor.Moskomule),
        new("shortcut", @"\.shortcut\.([01])\.", ".downsample.$1.", SeNetFlavor.CifarResNet),
        new("last_linear", @"^last_linear\.", "fc.", SeNetFlavor.Caffe),
        new("fc", @"^fc\.", "fc.", SeNetFlavor.Timm, SeNetFlavor.Moskomule, SeNetFlavor.Torchvision),
        new("linear", @"^linear\.", "fc.", SeNetFlavor.CifarResNet),
    ];

    /// <summary>
    /// The table for timm's stem of three convolutions, whose names mean others than elsewhere; goes before <see cref="All"/>.
    /// </summary>
    internal static IReadOnlyList<KeyRule> DeepStem { get; } =
    [
        new("conv1.0", @"^conv1\.0\.", "conv1.", SeNetFlavor.Timm),
        new("conv1.1", @"^conv1\.1\.", "bn1.", SeNetFlavor.Timm),
        new("conv1.3", @"^conv1\.3\.", "conv2.", SeNetFlavor.Timm),
        new("conv1.4", @"^conv1\.4\.", "bn2.", SeNetFlavor.Timm),
        new("conv1.6", @"^conv1\.6\.", "conv3.", SeNetFlavor.Timm),
        new("bn1", @"^bn1\.", "bn3.", SeNetFlavor.Timm),
    ];

    /// <summary>Our name for theirs, or null where the rule says nothing of it.</summary>
    internal string? Apply(string name) => _regex.IsMatch(name) ? _regex.Replace(name, Replacement, 1) : null;
}
