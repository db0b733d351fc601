using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// Initial weights: convolutions normal with variance 2 / fan-out (He et al., https://arxiv.org/abs/1502.01852, eq. 14), in families other
/// than the residual one by the fan-out of a group, without which depthwise convolutions would begin near zero; batch normalization 1 and
/// 0; the fully connected layer's weights as its family's paper or PyTorch has them (<see cref="HeadStart"/>); all biases 0.
/// </summary>
internal static class WeightInitialization
{
    private const string HeadWeight = $"{SeResNet.HeadName}.weight";

    internal static void Apply(SeResNet network, Seeds seeds)
    {
        using var untracked = no_grad();
        using var generator = seeds.Generator("initial weights");
        var groups = GroupsOf(network);
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (name == HeadWeight)
                FillHead(network.Options, parameter, generator);
            else
                Fill(name, parameter, groups.GetValueOrDefault(name, 1), generator);
        }
        if (!network.Options.ZeroInitLastBatchNorm)
            return;
        foreach (var block in network.Stages.SelectMany(stage => stage).Where(block => LearnsFromZero(block.Options)))
            init.zeros_(block.LastNormalization.weight);
    }

    /// <summary>
    /// Whether a block learns where its branch begins at zero. ReLU and tanh can make scales of zero: of a branch of zeros always (then
    /// neither factor of the product has a gradient, and the branch stays zero for ever), of the other maps here and there, block by block,
    /// until nothing is left.
    /// </summary>
    private static bool LearnsFromZero(BlockOptions block) =>
        block.SqueezeExcitation is not { } se || se.Placement is SePlacement.Pre or SePlacement.After3x3 || se.Gate == SeGate.Sigmoid;

    /// <summary>The groups of a graph's convolutions, by the names of their weights.</summary>
    private static Dictionary<string, int> GroupsOf(SeResNet network) => network.Body is not GraphBody { Graph: var graph } ? []
        : graph.Nodes.Where(node => node.Operation is ConvolutionOperation)
            .ToDictionary(node => $"{node.Name}.weight", node => ((ConvolutionOperation)node.Operation).Groups, StringComparer.Ordinal);

    // The tensors' own methods take the generator; TorchSharp's torch.nn.init accepts one and ignores it.
    private static void Fill(string name, Tensor parameter, int groups, Generator generator)
    {
        var shape = parameter.shape;
        if (shape.Length == 4)
            parameter.normal_(0, Math.Sqrt(2.0 / (shape[0] / groups * shape[2] * shape[3])), generator);
        else if (name.EndsWith(".weight", StringComparison.Ordinal))
            init.ones_(parameter);
        else
            init.zeros_(parameter);
    }

    private static void FillHead(NetworkOptions options, Tensor weight, Generator generator)
    {
        const double Narrow = 0.01;
        var start = (VariantRow.Of(options.Variant) as GraphRow)?.Head ?? HeadStart.ByFeatures;
        if (start == HeadStart.Narrow)
        {
            weight.normal_(0, Narrow, generator);
            return;
        }
        var bound = 1 / Math.Sqrt(weight.shape[start == HeadStart.ByFeatures ? 1 : 0]);
        weight.uniform_(-bound, bound, generator);
    }
}
