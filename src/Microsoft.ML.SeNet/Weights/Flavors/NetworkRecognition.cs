using System.Text.RegularExpressions;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>Tells from names and shapes which network weights belong to.</summary>
internal sealed partial class NetworkRecognition
{
    private readonly ITensorSource _file;
    private readonly KeyNames _names;

    private NetworkRecognition(ITensorSource file, KeyNames names) => (_file, _names) = (file, names);

    /// <summary>The network's options, with the conventions of a flavor.</summary>
    /// <exception cref="InvalidDataException">It is none of this library's networks.</exception>
    internal static NetworkOptions Of(ITensorSource file, KeyNames names, SeNetFlavor flavor) =>
        new NetworkRecognition(file, names).Options(flavor);

    private NetworkOptions Options(SeNetFlavor flavor)
    {
        var row = Row();
        var isCaffe = flavor == SeNetFlavor.Caffe;
        return new NetworkOptions
        {
            Variant = row.Variant,
            Classes = (int)Math.Min(Shape("fc.weight")[0], int.MaxValue),
            InputChannels = (int)Math.Min(Shape("conv1.weight")[1], int.MaxValue),
            Stride = isCaffe && row.Block == BlockKind.Bottleneck && row.Groups == 1
                ? StridePosition.OneByOne
                : StridePosition.ThreeByThree,
            StemPooling = isCaffe && row.StemPools ? StemPooling.Ceiling : StemPooling.Padded,
            ReluBeforeExcitation = isCaffe && row.Block == BlockKind.Basic,
            Shortcut = row.StemPools || Has("layer2.0.downsample.0.weight") ? ShortcutKind.Projection : ShortcutKind.ParameterFree,
            SqueezeExcitation = SqueezeExcitation(row),
        };
    }

    private ResidualRow Row()
    {
        var blocks = _names.Theirs.Keys.Select(name => FirstOfBlock().Match(name)).Where(match => match.Success)
            .GroupBy(match => match.Groups["stage"].Value, StringComparer.Ordinal)
            .OrderBy(stage => stage.Key, StringComparer.Ordinal)
            .Select(stage => stage.Count())
            .ToList();
        var stem = Enumerable.Range(1, 3).Where(i => Has($"conv{i}.weight")).Select(i => Shape($"conv{i}.weight"))
            .Select(shape => (Channels: shape[0], Kernel: shape[2])).ToList();
        var kind = Has("layer1.0.conv3.weight") ? BlockKind.Bottleneck : BlockKind.Basic;
        var inner = Shape("layer1.0.conv2.weight");
        var groups = inner[1] == 0 ? 0 : Shape("layer1.0.conv1.weight")[0] / inner[1];
        return ResidualRow.Table.FirstOrDefault(row =>
                row.Layers.SequenceEqual(blocks) && row.Block == kind && row.Groups == groups && row.FirstWidth == inner[0]
                && row.StemConvolutions.Select(one => ((long)one.Channels, (long)one.Kernel)).SequenceEqual(stem))
            ?? throw new InvalidDataException(
                $"The weights in '{_file.Name}' belong to no network that can be built: expected the blocks of one of "
                + $"{string.Join(", ", ResidualRow.Table.Select(row => row.PlainName).Distinct())}, "
                + $"got {string.Join(", ", blocks)} {kind} blocks, the first {inner[0]} wide in {groups} groups, behind "
                + $"{string.Join(", ", stem.Select(one => $"{one.Channels} channels of {one.Kernel}×{one.Kernel}"))}. "
                + "Only the networks in the README can be imported.");
    }

    private SqueezeExcitationOptions? SqueezeExcitation(ResidualRow row)
    {
        var widths = Enumerable.Range(0, row.Layers.Length)
            .Where(stage => Has($"layer{stage + 1}.0.se.fc1.weight"))
            .Select(stage => (Stage: stage, Channels: row.OutputOf(stage), Hidden: Shape($"layer{stage + 1}.0.se.fc1.weight", 2)[0]))
            .ToList();
        if (widths.Count == 0)
            return null;
        var stages = widths.Aggregate(SeStages.None, (set, width) => set | (SeStages)(1 << width.Stage));
        var bias = _names.Theirs.Keys.Any(name => name.EndsWith(".se.fc1.bias", StringComparison.Ordinal));
        foreach (var rounding in Enum.GetValues<SeRounding>())
            foreach (var ratio in Ratios(widths[^1]))
            {
                var se = new SqueezeExcitationOptions
                {
                    ReductionRatio = ratio,
                    Rounding = rounding,
                    Bias = bias,
                    Stages = stages == row.Stages ? SeStages.All : stages,
                };
                if (widths.All(width => se.HiddenUnits(width.Channels) == width.Hidden))
                    return se;
            }
        throw new InvalidDataException(
            $"The weights in '{_file.Name}' belong to no network that can be built: expected hidden units of one reduction ratio, got "
            + $"{string.Join(", ", widths.Select(width => $"{width.Hidden} for {width.Channels} channels"))}. "
            + "Only squeeze and excitation of each block's output can be imported.");
    }

    /// <summary>The likeliest ratio first: where several give the same widths, this one is meant.</summary>
    private static IEnumerable<int> Ratios((int Stage, int Channels, long Hidden) last) =>
        Enumerable.Range(1, last.Channels).Prepend((int)Math.Clamp(last.Channels / Math.Max(last.Hidden, 1), 1, last.Channels));

    private bool Has(string name) => _names.Theirs.ContainsKey(name);

    private IReadOnlyList<long> Shape(string name, int least = 0)
    {
        var rank = least > 0 ? least : name == "fc.weight" ? 2 : 4;
        var shape = _names.Theirs.TryGetValue(name, out var theirs) ? _file.Tensors[theirs].Shape : null;
        return shape?.Count >= rank
            ? shape
            : throw new InvalidDataException(
                $"The weights in '{_file.Name}' are not those of a residual network: "
                + $"expected '{name}' of {rank} dimensions or the same by another library's name, "
                + $"got {(shape is null ? $"none among {_names.Theirs.Count} names" : SafetensorsFormat.ShapeText(shape))}. "
                + "Check that the file holds a network of the README.");
    }

    [GeneratedRegex(@"^layer(?<stage>[1-9])\.[0-9]{1,3}\.conv1\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex FirstOfBlock();
}
