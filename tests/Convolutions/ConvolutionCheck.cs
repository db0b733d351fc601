using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SeNetMl.Convolutions;

/// <summary>
/// Computes a convolution and both its gradients, and where there is one the packed convolution, as our networks do, and compares with
/// float64.
/// </summary>
internal static class ConvolutionCheck
{
    // The first and the last groups; each is a convolution of its own.
    private const int MostGroups = 4;

    /// <summary>What is wrong with it; null if nothing is.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="seed">Of its numbers.</param>
    internal static string? Fault(ConvolutionShape shape, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var input = Drawn(generator, shape, shape.Batch, shape.From, shape.Height, shape.Width).requires_grad_();
        var weight = Drawn(generator, shape, shape.To, shape.From / shape.Groups, shape.Kernel.Height, shape.Kernel.Width);
        var gradient = Drawn(generator, shape, shape.Batch, shape.To, shape.OutputHeight, shape.OutputWidth);
        using var layer = Layer(shape, weight);
        StaleMemory.Fill();
        var output = layer.call(input);
        output.backward([gradient]);
        var packs = shape.ChannelsLast && ConvolutionKernels.Obstacle(CPU, shape.Type) is null
            && (shape.Type == ScalarType.Float32 || Precisions.CanBFloat16(CPU));
        var packed = packs ? Packed(shape, input.detach(), weight, inGraph: false) : null;
        var inGraph = packs ? Packed(shape, input.detach(), weight, inGraph: true) : null;

        var given = new ConvolutionTensors(
            input, weight, gradient, output, layer.get_parameter("weight")!.grad!, input.grad!, packed, inGraph);
        var groups = Enumerable.Range(0, shape.Groups).Where(group => group < MostGroups / 2 || group >= shape.Groups - (MostGroups / 2));
        return groups.Select(group => new ReferenceComparison(shape, given.OfGroup(group, shape.Groups)).Fault())
            .FirstOrDefault(fault => fault is not null);
    }

    private static Module<Tensor, Tensor> Layer(ConvolutionShape shape, Tensor weight)
    {
        var layer = new SafeConvolution(shape.ToOperation(), CPU);
        using var untracked = no_grad();
        layer.to(shape.Type);
        if (shape.ChannelsLast)
            WeightLayout.MakeChannelsLast(layer);
        layer.get_parameter("weight")!.copy_(weight);
        return layer;
    }

    private static Tensor Packed(ConvolutionShape shape, Tensor input, Tensor weight, bool inGraph)
    {
        using var untracked = inference_mode();
        using var convolutions = new ConvolutionKernels(CPU, shape.Type, obstacle: null);
        using var layer = convolutions.Make(
            new FoldedConvolution(weight, zeros(shape.To, shape.Type), shape.Stride, shape.Groups, Activation.None)
            {
                Padding = shape.Padding,
            },
            inGraph);
        return layer.Run(input).clone();
    }

    private static Tensor Drawn(Generator generator, ConvolutionShape shape, params long[] size)
    {
        var numbers = rand(size, generator: generator).mul_(2).sub_(1).to(shape.Type);
        return shape.ChannelsLast ? numbers.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : numbers;
    }
}

/// <summary>What a convolution was given and what it gave: all, or those of one group.</summary>
internal sealed record ConvolutionTensors(
    Tensor Input, Tensor Weight, Tensor Gradient, Tensor Output, Tensor WeightGradient, Tensor InputGradient, Tensor? Packed,
    Tensor? InGraph)
{
    internal ConvolutionTensors OfGroup(int group, int groups)
    {
        return new ConvolutionTensors(
            Part(Input, 1), Part(Weight, 0), Part(Gradient, 1), Part(Output, 1), Part(WeightGradient, 0), Part(InputGradient, 1),
            Packed is null ? null : Part(Packed, 1), InGraph is null ? null : Part(InGraph, 1));

        Tensor Part(Tensor all, int dimension)
        {
            var channels = all.shape[dimension] / groups;
            return all.detach().narrow(dimension, group * channels, channels);
        }
    }
}
