using System.Collections.ObjectModel;
using System.Globalization;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>What a weights file says about itself in safetensors metadata.</summary>
/// <param name="Network">The network's name, such as "se-resnet-50".</param>
/// <param name="ReductionRatio">Channels per hidden unit of the squeeze-and-excitation blocks; 0 where the network has none.</param>
/// <param name="Flavor">Whose naming and layout the tensors follow, such as "timm".</param>
/// <param name="Version">The version of these keys.</param>
internal sealed record WeightsMetadata(string Network, int ReductionRatio, string Flavor, int Version = WeightsMetadata.CurrentVersion)
{
    /// <summary>The newest version of the keys that this library reads, and the one that it writes.</summary>
    internal const int CurrentVersion = 1;

    private const string NetworkKey = "network";
    private const string RatioKey = "reduction_ratio";
    private const string FlavorKey = "flavour";
    private const string VersionKey = "senet_version";
    private const string FormatKey = "format";

    // What PyTorch's writers set; transformers and others refuse files without it.
    private const string FormatValue = "pt";

    private static readonly string[] s_ours = [NetworkKey, RatioKey, FlavorKey, FormatKey, VersionKey];

    /// <summary>Keys of others, kept from file to file; empty by default.</summary>
    internal IReadOnlyDictionary<string, string> Others { get; init; } = new OrderedDictionary<string, string>();

    /// <summary>Reads the map of a file.</summary>
    /// <param name="metadata">The map, as <see cref="SafetensorsFile.Metadata"/> gives it.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">Keys are missing or have no valid value; the message lists all of them.</exception>
    internal static WeightsMetadata Parse(IReadOnlyDictionary<string, string> metadata, string file)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var faults = new List<string>();
        var network = Text(metadata, NetworkKey, faults);
        var ratio = Number(metadata, RatioKey, 0, int.MaxValue, faults);
        var flavor = Text(metadata, FlavorKey, faults);
        if (Text(metadata, FormatKey, faults) is { Length: > 0 } format && format != FormatValue)
            faults.Add($"{FormatKey}: expected '{FormatValue}', got {SafetensorsFormat.Quote(format)}");
        var version = Number(metadata, VersionKey, 1, CurrentVersion, faults);
        if (faults.Count > 0)
            throw new InvalidDataException(
                $"The metadata of '{file}' are not those of SE-ResNet weights: {string.Join("; ", faults)}. "
                + $"Write the file with {nameof(SeNetWeights)}.{nameof(SeNetWeights.Save)}, "
                + "or update this library if the file is newer.");
        var others = new OrderedDictionary<string, string>(metadata.Where(item => !s_ours.Contains(item.Key)));
        return new WeightsMetadata(network, ratio, flavor, version) { Others = new ReadOnlyDictionary<string, string>(others) };
    }

    /// <summary>The map to write: our keys, then <see cref="Others"/>.</summary>
    /// <exception cref="ArgumentException"><see cref="Others"/> has one of our keys.</exception>
    internal IReadOnlyDictionary<string, string> ToDictionary()
    {
        var metadata = new OrderedDictionary<string, string>
        {
            [FormatKey] = FormatValue,
            [NetworkKey] = Network,
            [RatioKey] = ReductionRatio.ToString(CultureInfo.InvariantCulture),
            [FlavorKey] = Flavor,
            [VersionKey] = Version.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in Others)
            if (!metadata.TryAdd(key, value))
                throw new ArgumentException(
                    $"Cannot write the metadata: expected other keys than {string.Join(", ", s_ours)} in {nameof(Others)}, "
                    + $"got '{key}'. Rename it.");
        return metadata;
    }

    /// <summary>Equal when all keys and values are, those of others in any order.</summary>
    /// <param name="other">Another record.</param>
    public bool Equals(WeightsMetadata? other) =>
        other is not null
        && (Network, ReductionRatio, Flavor, Version) == (other.Network, other.ReductionRatio, other.Flavor, other.Version)
        && Others.Count == other.Others.Count
        && Others.All(item => other.Others.TryGetValue(item.Key, out var value) && value == item.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Network, ReductionRatio, Flavor, Version, Others.Count);

    private static string Text(IReadOnlyDictionary<string, string> metadata, string key, List<string> faults)
    {
        if (metadata.TryGetValue(key, out var value) && value.Length > 0)
            return value;
        faults.Add($"{key}: expected some text, got {(value is null ? "no such key" : "''")}");
        return "";
    }

    private static int Number(IReadOnlyDictionary<string, string> metadata, string key, int least, int most, List<string> faults)
    {
        if (metadata.TryGetValue(key, out var value)
            && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        faults.Add(
            $"{key}: expected a whole number from {least} to {most}, "
            + $"got {(value is null ? "no such key" : SafetensorsFormat.Quote(value))}");
        return 0;
    }
}
