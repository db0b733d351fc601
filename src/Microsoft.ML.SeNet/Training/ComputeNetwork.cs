using Microsoft.ML.SeNet.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// The network that a training computes with: the trained one itself, or a copy of it in bfloat16 (mixed precision after Micikevicius et
/// al., https://arxiv.org/abs/1710.03740). The copy computes forward and backward, the trained network keeps the weights in float32, which
/// the optimizer moves. Batch normalisation has float32 weights and statistics in both. Bfloat16 has float32's range, so no loss is scaled.
/// </summary>
internal sealed class ComputeNetwork : IDisposable
{
    private readonly SeResNet _trained;
    private readonly SeResNet _computing;
    private readonly (Parameter Trained, Parameter Computing)[] _weights = [];
    private readonly (Tensor Trained, Tensor Computing)[] _statistics = [];

    /// <param name="trained">The network to train, on its device; stays the caller's.</param>
    /// <param name="precision">What to compute in; <see cref="TrainingPrecision.Automatic"/> must be resolved.</param>
    internal ComputeNetwork(SeResNet trained, TrainingPrecision precision)
    {
        _trained = _computing = trained;
        if (precision == TrainingPrecision.Float32)
            return;
        using var scope = NewDisposeScope();
        _computing = Copy(trained);
        _weights = [.. trained.parameters().Zip(_computing.parameters())];
        _statistics = [.. trained.buffers().Zip(_computing.buffers())];
        Publish(withStatistics: true);
    }

    private bool IsMixed => !ReferenceEquals(_trained, _computing);

    /// <summary>What pictures are converted to.</summary>
    private ScalarType InputType => IsMixed ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Scores normalised pictures (N, 3, S, S).</summary>
    /// <returns>Logits (N, K), float32.</returns>
    internal Tensor Forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _computing.call(input.to(InputType)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    internal void Train() => _computing.train();

    internal void Eval() => _computing.eval();

    /// <summary>After the backward pass: hands the gradients to the weights that the optimizer moves.</summary>
    internal void CollectGradients()
    {
        using var untracked = no_grad();
        foreach (var (trained, computing) in _weights)
        {
            using var gradient = computing.grad;
            if (gradient is null)
                continue;
            using (var former = trained.grad)
                if (former is not null)
                {
                    former.copy_(gradient);
                    gradient.zero_();
                    continue;
                }
            trained.grad = gradient.to(ScalarType.Float32, copy: true);
            gradient.zero_();
        }
    }

    /// <summary>After the optimizer's step, and after weights were loaded: brings the weights to where they are computed with.</summary>
    /// <param name="withStatistics">Whether batch normalisation's statistics come along, as after loading.</param>
    internal void Publish(bool withStatistics = false)
    {
        using var untracked = no_grad();
        foreach (var (trained, computing) in _weights)
            computing.copy_(trained);
        if (withStatistics)
            foreach (var (trained, computing) in _statistics)
                computing.copy_(trained);
    }

    /// <summary>Before the trained network is saved or kept: brings it the statistics, which the computing one gathers.</summary>
    internal void CollectStatistics()
    {
        using var untracked = no_grad();
        foreach (var (trained, computing) in _statistics)
            trained.copy_(computing);
    }

    public void Dispose()
    {
        if (IsMixed)
            _computing.Dispose();
    }

    private static SeResNet Copy(SeResNet trained)
    {
        var copy = new SeResNet(trained.Options, Layers.Trained);
        var like = trained.get_parameter("fc.weight")!;
        copy.to(like.device);
        foreach (var layer in copy.modules().Where(layer => layer is Conv2d or Linear))
            layer.to(ScalarType.BFloat16);
        Layers.Keep(copy);
        return copy;
    }
}
