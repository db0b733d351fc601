using Microsoft.ML.SeNet.Network.Graph;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>One node of a network with its layers. What is made on the way belongs to the caller's dispose scope.</summary>
/// <param name="operation">What it computes.</param>
/// <param name="passes">By what.</param>
internal sealed class GraphStep(Operation operation, INetworkPasses passes)
{
    internal SafeConvolution? Convolution { get; set; }

    internal BatchNorm2d? Normalization { get; set; }

    internal SqueezeExcitation? Excitation { get; set; }

    /// <summary>A new tensor, never one of its inputs.</summary>
    /// <param name="inputs">(N, C, H, W), each.</param>
    /// <param name="chance">Where random numbers come from; null in evaluation.</param>
    internal Tensor Run(Tensor[] inputs, Regularization? chance) => operation switch
    {
        ConvolutionOperation convolution => Convolved(convolution.Activation, inputs[0]),
        NormalizationOperation { Activation: Activation.None or Activation.ReLU } normalization =>
            passes.Norm(Normalization!, inputs[0], normalization.Activation == Activation.ReLU),
        NormalizationOperation normalization => Activations.Of(passes.Norm(Normalization!, inputs[0], false), normalization.Activation),
        ActivationOperation { Activation: var activation } => Activations.Of(inputs[0], activation),
        PoolingOperation pooling => MapPooling.Of(inputs[0], pooling),
        AdaptivePoolingOperation { Side: var side } => MapPooling.Adaptive(inputs[0], side),
        ExcitationOperation => passes.Scale(Excitation!, inputs[0]),
        SumOperation sum => Activations.Of(Branch(inputs[0], sum, chance).add(inputs[1]), sum.Activation),
        ConcatenationOperation { Activation: var activation } => Activations.Of(cat(inputs, 1), activation),
        ShuffleOperation { Groups: var groups } => inputs[0].channel_shuffle(groups),
        ShakeOperation => Shaken(inputs[0], inputs[1], chance),
        SamplingOperation sampling => MapPooling.Sampled(inputs[0], sampling),
        DropoutOperation { Rate: var rate } => Dropped(inputs[0], rate, chance),
        _ => throw new NotSupportedException($"{operation} is no step."),
    };

    /// <summary>Zeros in random places, the others larger by as much, in training; else as it is.</summary>
    internal static Tensor Dropped(Tensor input, double rate, Regularization? chance) =>
        chance is null || rate == 0 ? input.alias() : input.mul(chance.Kept(rate, input.shape, input));

    private Tensor Convolved(Activation activation, Tensor input) => (Normalization, activation) switch
    {
        (null, _) => Activations.Of(passes.Conv(Convolution!, input), activation),
        ({ } norm, Activation.ReLU) => passes.ConvNormRelu(Convolution!, norm, input),
        ({ } norm, _) => Activations.Of(passes.ConvNorm(Convolution!, norm, input), activation),
    };

    private static Tensor Branch(Tensor branch, SumOperation sum, Regularization? chance)
    {
        var scaled = sum.Scale == 1 ? branch : branch.mul(sum.Scale);
        return chance is null || sum.DropRate == 0
            ? scaled
            : scaled.mul(chance.Kept(sum.DropRate, [branch.shape[0], 1, 1, 1], branch));
    }

    /// <summary>The numbers with α, the gradients with β: what the difference of the two adds has no gradient.</summary>
    private static Tensor Shaken(Tensor one, Tensor other, Regularization? chance)
    {
        if (chance is null)
            return one.add(other).mul(0.5);
        long[] pictures = [one.shape[0], 1, 1, 1];
        var alpha = chance.Uniform(pictures, one).to(one.dtype);
        var beta = chance.Uniform(pictures, one).to(one.dtype);
        var (forward, back) = (other.lerp(one, alpha), other.lerp(one, beta));
        return back.add(forward.sub(back).detach());
    }
}
