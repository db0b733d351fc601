using System.Globalization;
using System.Text;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using TorchSharp.Modules;

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

    /// <summary>
    /// <see cref="MultiplyAdds"/> and one multiplication for each element that squeeze and excitation scales: the paper's count.
    /// </summary>
    public long MultiplyAddsWithScaling => Stages.Sum(stage => stage.MultiplyAdds + stage.ScaledElements);

    // Far beyond any picture, and small enough that no count overflows.
    private const int LargestSide = 65_536;

    /// <summary>Counts a network for pictures of one size.</summary>
    /// <param name="network">The network.</param>
    /// <param name="height">Height of the picture in pixels, 1 to 65,536.</param>
    /// <param name="width">Width of the picture in pixels, 1 to 65,536.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range; the message lists both.</exception>
    /// <exception cref="ArgumentException">Pictures of this size are too small for the network's pooling.</exception>
    public static NetworkSummary Of(SeResNet network, int height = 224, int width = 224)
    {
        ArgumentNullException.ThrowIfNull(network);
        var faults = new Faults(nameof(NetworkSummary));
        faults.Require(height is >= 1 and <= LargestSide, nameof(height), $"1 to {LargestSide}", height);
        faults.Require(width is >= 1 and <= LargestSide, nameof(width), $"1 to {LargestSide}", width);
        faults.ThrowIfAny();

        string PartOf(string name) => name.Split('.')[0] == SeResNet.HeadName ? SeResNet.HeadName
            : network.Body.StageOf(name) is >= 0 and var stage ? $"{ResidualBody.StagePrefix}{stage + 1}" : "stem";

        var convolutions = ShapePasses.Of(network.Options, height, width).ToLookup(layer => PartOf(layer.Name));
        var stages = network.named_parameters().GroupBy(entry => PartOf(entry.name)).Select(part => new StageSummary(
            part.Key, part.Sum(entry => entry.parameter.numel()),
            convolutions[part.Key].Sum(layer => layer.MultiplyAdds) + FullyConnected(part.Select(entry => entry.parameter)),
            convolutions[part.Key].Sum(layer => layer.Scaled)));
        return new NetworkSummary(network.Options.Name, height, width, [.. stages]);
    }

    /// <summary>Multiply-adds of the fully connected layer's weights among others.</summary>
    private static long FullyConnected(IEnumerable<Parameter> weights) =>
        weights.Where(weight => weight.ndim == 2).Sum(weight => weight.numel());

    /// <summary>The summary as a table.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Name} at {Height}×{Width}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-8}{"parameters",14}{"multiply-adds",18}{"with SE scaling",18}");
        foreach (var stage in Stages)
            text.AppendLine(Row(stage.Name, stage.Parameters, stage.MultiplyAdds, stage.MultiplyAdds + stage.ScaledElements));
        text.Append(Row("total", Parameters, MultiplyAdds, MultiplyAddsWithScaling));
        return text.ToString();

        static string Row(string name, long parameters, long multiplyAdds, long withScaling) =>
            string.Create(CultureInfo.InvariantCulture, $"{name,-8}{parameters,14:N0}{multiplyAdds,18:N0}{withScaling,18:N0}");
    }
}

/// <summary>One part of a network in its summary.</summary>
/// <param name="Name">"stem", "layer1" to "layer4", or "fc".</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds of convolutions and fully connected layers.</param>
/// <param name="ScaledElements">Elements that squeeze and excitation multiplies.</param>
public sealed record StageSummary(string Name, long Parameters, long MultiplyAdds, long ScaledElements);
