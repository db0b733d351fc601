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
                throw new InvalidDataException($"The weights in '{file.Name}' have one tensor twice: expected one name that stands for {SafetensorsFormat.Quote(ours)}, got {SafetensorsFormat.Quote(theirs[ours])} and {SafetensorsFormat.Quote(full)}. Write the file with the names of one library.");
        }
        Theirs = theirs;
    }

    /// <summary>Their name for each of ours.</summary>
    internal IReadOnlyDictionary<string, string> Theirs { get; }

    /// <summary>The rules that said something.</summary>
    internal IReadOnlyList<KeyRule> Signs => _signs.Values;

    /// <summary>The full names by what is left of them, in order, so that messages are the same on every machine.</summary>
    private static Dictionary<string, string> WithoutPrefixes(IEnumerable<string> full)
    {
        var names = full.Order(StringComparer.Ordinal).ToDictionary(name => name, StringComparer.Ordinal);
        for (var times = 0; times < MostPrefixes && names.Count > 0; times++)
            if (s_prefixes.FirstOrDefault(prefix => names.Keys.All(name => name.StartsWith(prefix, StringComparison.Ordinal))) is { } prefix)
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
