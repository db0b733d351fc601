using System.Globalization;
using System.Text;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Parameters and multiply-adds of a network, by stage and in all, computed from its weights and the sizes of its maps.
/// The paper's GFLOPs are multiply-adds for one picture of 224×224 (Hu et al., https://arxiv.org/abs/1709.01507, table 2).
/// </summary>
/// <param name="Name">The network, such as "SE-ResNet-50".</param>
/// <param name="Height">Height of the picture in pixels.</param>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Stages">Stem, stages and head, in order.</param>
public sealed record NetworkSummary(string Name, int Height, int Width, IReadOnlyList<StageSummary> Stages)
{
    /// <summary>Trainable numbers.</summary>
    public long Parameters => Stages.Sum(stage => stage.Parameters);

    /// <summary>Multiply-adds of convolutions and fully connected layers alone.</summary>
    public long MultiplyAdds => Stages.Sum(stage => stage.MultiplyAdds);

    /// <summary><see cref="MultiplyAdds"/> and one multiplication for each element that squeeze and excitation scales: the paper's count.</summary>
    public long MultiplyAddsWithScaling => Stages.Sum(stage => stage.MultiplyAdds + stage.ScaledElements);

    // Far beyond any picture, and small enough that no count overflows.
    private const int LargestSide = 65_536;

    /// <summary>Counts a network for pictures of one size.</summary>
    /// <param name="network">The trained form; the inference form has no batch normalization to count.</param>
    /// <param name="height">Height of the picture in pixels, 1 to 65,536.</param>
    /// <param name="width">Width of the picture in pixels, 1 to 65,536.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range; the message lists both.</exception>
    /// <exception cref="ArgumentException">The network is in inference form.</exception>
    public static NetworkSummary Of(SeResNet network, int height = 224, int width = 224)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.IsInferenceForm)
            throw new ArgumentException("Expected the trained form of a network, got its inference form, which has no batch normalization to count. Count the network that it was made from.", nameof(network));
        var faults = new Faults(nameof(NetworkSummary));
        faults.Require(height is >= 1 and <= LargestSide, nameof(height), $"1 to {LargestSide}", height);
        faults.Require(width is >= 1 and <= LargestSide, nameof(width), $"1 to {LargestSide}", width);
        faults.ThrowIfAny();

        var size = new MapSize(height, width);
        var stem = network.SizeAfterStemConvolutions(size);
        var stages = new List<StageSummary> { Part("stem", network, name => name.StartsWith("conv", StringComparison.Ordinal) || name.StartsWith("bn", StringComparison.Ordinal), stem.Positions) };
        size = network.SizeAfterStem(size);
        for (var i = 0; i < network.Stages.Count; i++)
            stages.Add(Stage($"layer{i + 1}", network.Stages[i], ref size));
        stages.Add(Part("fc", network, name => name.StartsWith("fc.", StringComparison.Ordinal), 1));
        return new NetworkSummary(network.Options.Name, height, width, stages);
    }

    private static StageSummary Part(string name, SeResNet network, Func<string, bool> belongs, long positions)
    {
        var weights = network.named_parameters().Where(entry => belongs(entry.name)).Select(entry => entry.parameter).ToList();
        return new StageSummary(name, weights.Sum(weight => weight.numel()), weights.Where(weight => weight.dim() > 1).Sum(weight => weight.numel() * positions), 0);
    }

    private static StageSummary Stage(string name, IReadOnlyList<ResidualBlock> blocks, ref MapSize size)
    {
        long parameters = 0, multiplyAdds = 0, scaled = 0;
        foreach (var block in blocks)
        {
            foreach (var (layer, weight) in block.named_parameters())
            {
                parameters += weight.numel();
                if (weight.dim() > 1)
                    multiplyAdds += weight.numel() * block.SizeAfter(layer, size).Positions;
            }
            if (block.SqueezeExcitation is { } se)
                scaled += se.Channels * block.SizeScaled(size).Positions;
            size = block.SizeAfterBlock(size);
        }
        return new StageSummary(name, parameters, multiplyAdds, scaled);
    }

    /// <summary>The summary as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Name} at {Height}×{Width}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-8}{"parameters",14}{"multiply-adds",18}{"with SE scaling",18}");
        foreach (var stage in Stages)
            text.AppendLine(CultureInfo.InvariantCulture, $"{stage.Name,-8}{stage.Parameters,14:N0}{stage.MultiplyAdds,18:N0}{stage.MultiplyAdds + stage.ScaledElements,18:N0}");
        text.Append(CultureInfo.InvariantCulture, $"{"total",-8}{Parameters,14:N0}{MultiplyAdds,18:N0}{MultiplyAddsWithScaling,18:N0}");
        return text.ToString();
    }
}

/// <summary>One part of a network in its summary.</summary>
/// <param name="Name">"stem", "layer1" to "layer4", or "fc".</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds of convolutions and fully connected layers.</param>
/// <param name="ScaledElements">Elements that squeeze and excitation multiplies.</param>
public sealed record StageSummary(string Name, long Parameters, long MultiplyAdds, long ScaledElements);
