using System.Text.RegularExpressions;

namespace Microsoft.ML.SeNet.Weights.Flavors;

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
        new("conv1", @"^conv1\.weight$", "conv1.weight", SeNetFlavor.Timm, SeNetFlavor.Moskomule, SeNetFlavor.Torchvision, SeNetFlavor.CifarResNet),
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

    /// <summary>The table for timm's stem of three convolutions, whose names mean others than elsewhere; goes before <see cref="All"/>.</summary>
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
