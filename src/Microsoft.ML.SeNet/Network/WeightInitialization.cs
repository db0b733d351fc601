using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// Initial weights: convolutions normal with variance 2 / fan-out (He et al., https://arxiv.org/abs/1502.01852, eq. 14), batch
/// normalization 1 and 0, the fully connected layer's weights uniform within 1/√fan-in as PyTorch's, its bias and excitation biases 0.
/// </summary>
internal static class WeightInitialization
{
    internal static void Apply(SeResNet network, Seeds seeds)
    {
        using var untracked = no_grad();
        using var generator = seeds.Generator("initial weights");
        foreach (var (name, parameter) in network.named_parameters())
            Fill(name, parameter, generator);
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

    // The tensors' own methods take the generator; TorchSharp's torch.nn.init accepts one and ignores it.
    private static void Fill(string name, Tensor parameter, Generator generator)
    {
        var shape = parameter.shape;
        if (shape.Length == 4)
            parameter.normal_(0, Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3])), generator);
        else if (name == "fc.weight")
            parameter.uniform_(-1 / Math.Sqrt(shape[1]), 1 / Math.Sqrt(shape[1]), generator);
        else if (name.EndsWith(".weight", StringComparison.Ordinal))
            init.ones_(parameter);
        else
            init.zeros_(parameter);
    }
}
