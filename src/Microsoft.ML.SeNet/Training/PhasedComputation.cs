using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Computes with a network of which stages are frozen: their weights get no gradients, so that the backward pass ends above them, and their batch
/// normalization goes by its statistics. Also computes with features and head apart.
/// </summary>
/// <param name="inner">Computes the rest; belongs to this object.</param>
/// <param name="network">The network that computes: the trained one or its copy in another precision.</param>
/// <param name="phases">What is frozen when.</param>
/// <param name="epoch">The present epoch, from 0.</param>
internal sealed class PhasedComputation(IComputation inner, SeResNet network, BackbonePhases phases, Func<int> epoch) : IComputation
{
    private readonly ScalarType _precision = network.get_parameter($"{SeResNet.HeadName}.weight")!.dtype;
    private readonly Device _device = network.get_parameter($"{SeResNet.HeadName}.weight")!.device;

    public Tensor Forward(Tensor input) => inner.Forward(input);

    /// <summary>The network without its head: (N, 3, S, S) → (N, F), float32.</summary>
    internal Tensor Features(Tensor input)
    {
        using var scope = NewDisposeScope();
        return network.Features(input.to(_precision)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The head alone: (N, F) on any device → logits (N, K), float32.</summary>
    internal Tensor Head(Tensor features)
    {
        using var scope = NewDisposeScope();
        return network.Head(features.to(_device).to(_precision)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>Batch normalization by the batch, but by the statistics in frozen stages; freezes and thaws what the present epoch asks for.</summary>
    public void Train()
    {
        inner.Train();
        var frozen = phases.FrozenStages(epoch());
        foreach (var (name, part) in network.named_children())
        {
            if (network.StageOf(name) < frozen)
                part.eval();
        }
        foreach (var (name, parameter) in network.named_parameters())
            parameter.requires_grad = network.StageOf(name) >= frozen;
    }

    public void Eval() => inner.Eval();

    public Parameter? CopyOf(string name) => inner.CopyOf(name);

    public void CollectGradients() => inner.CollectGradients();

    public void Publish() => inner.Publish();

    public void CollectStatistics() => inner.CollectStatistics();

    public void PublishAll() => inner.PublishAll();

    public void Dispose() => inner.Dispose();
}
