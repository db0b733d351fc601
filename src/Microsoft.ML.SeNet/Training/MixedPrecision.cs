using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Computes with a copy of the network whose convolutions and fully connected layer are bfloat16 (after Micikevicius et al.,
/// https://arxiv.org/abs/1710.03740): the copy goes forward and backward, the trained network keeps the weights in float32. Batch
/// normalization has float32 weights and statistics in both. Bfloat16 has float32's range, so the loss need not be scaled.
/// </summary>
internal sealed class MixedPrecision : IComputation
{
    private readonly (Parameter Trained, Parameter Copy)[] _weights;
    private readonly (Tensor Trained, Tensor Copy)[] _statistics;

    /// <summary>The precision to compute in on a device: never <see cref="TrainingPrecision.Automatic"/>.</summary>
    internal static TrainingPrecision Resolve(TrainingPrecision wanted, Device device) =>
        wanted != TrainingPrecision.Automatic ? wanted
        : Precisions.IsFastInBFloat16(device) ? TrainingPrecision.BFloat16
        : TrainingPrecision.Float32;

    /// <param name="trained">The network to train, on its device; stays the caller's.</param>
    internal MixedPrecision(SeResNet trained)
    {
        Copy = new SeResNet(trained.Options, CPU);
        Copy.to(trained.get_parameter("fc.weight")!.device);
        foreach (var layer in Copy.modules().Where(layer => layer is SafeConvolution { IsDepthwise: false } or Conv2d or Linear))
            layer.to(ScalarType.BFloat16);
        WeightLayout.MakeChannelsLast(Copy);
        _weights = [.. trained.parameters().Zip(Copy.parameters())];
        _statistics = [.. trained.buffers().Zip(Copy.buffers())];
        PublishAll();
    }

    /// <summary>The network that computes; stays ours.</summary>
    internal SeResNet Copy { get; }

    public Parameter? CopyOf(string name) => Copy.get_parameter(name);

    public Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Copy.call(BFloat16Rounding.To(input, ScalarType.BFloat16)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    public void Train(int epoch) => Copy.train();

    public void Eval() => Copy.eval();

    public void CollectGradients()
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (trained, copy) in _weights)
        {
            if (copy.grad is not { } from)
                continue;
            trained.grad = from.to(ScalarType.Float32, copy: true);
            copy.grad = null;
        }
    }

    public void Publish() => CopyAll(_weights.Select(pair => ((Tensor)pair.Trained, (Tensor)pair.Copy)));

    public void CollectStatistics() => CopyAll(_statistics.Select(pair => (pair.Copy, pair.Trained)));

    public void PublishAll()
    {
        Publish();
        CopyAll(_statistics);
    }

    public void Dispose() => Copy.Dispose();

    private static void CopyAll(IEnumerable<(Tensor From, Tensor To)> pairs)
    {
        using var untracked = no_grad();
        foreach (var (from, to) in pairs)
            to.copy_(from);
    }
}
