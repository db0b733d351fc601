using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Computes with a network of which stages are frozen: their weights get no gradients, so that the backward pass ends above them, and their
/// batch normalization goes by its statistics. Also computes without the head.
/// </summary>
/// <param name="inner">Computes the rest; belongs to this object.</param>
/// <param name="network">The network that computes: the trained one or its copy in another precision.</param>
/// <param name="phases">What is frozen when.</param>
internal sealed class PhasedComputation(IComputation inner, SeResNet network, BackbonePhases phases) : IComputation
{
    private readonly ScalarType _precision = network.get_parameter($"{SeResNet.HeadName}.weight")!.dtype;

    public Tensor Forward(Tensor input) => inner.Forward(input);

    /// <summary>Tells which step begins: random numbers of the forward pass depend on it alone.</summary>
    internal void BeginStep(Seeds seeds, long step) => network.BeginStep(seeds, step);

    /// <summary>The network without its head: (N, 3, S, S) → (N, F), float32.</summary>
    internal Tensor Features(Tensor input)
    {
        using var scope = NewDisposeScope();
        return network.Features(input.to(_precision)).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Batch normalization by the batch, but by the statistics in frozen stages; freezes and thaws what the epoch asks for.
    /// </summary>
    public void Train(int epoch)
    {
        inner.Train(epoch);
        var frozen = phases.FrozenStages(epoch);
        foreach (var (name, part) in network.Body.Layers)
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

/// <summary>Which stages of a network are frozen in which epoch. The stem is part of the first stage.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="FrozenEpochs">Epochs from one thaw to the next; 0 where there are none.</param>
/// <param name="Stages">The network's stages.</param>
internal sealed record BackbonePhases(BackboneTraining Mode, int FrozenEpochs, int Stages)
{
    internal static BackbonePhases Of(TrainingSettings settings) =>
        new(settings.Options.Backbone, settings.FrozenEpochs, VariantRow.Of(settings.Network.Variant).StageCount);

    /// <summary>How many stages are frozen, counted from the first.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    internal int FrozenStages(int epoch) => Mode switch
    {
        BackboneTraining.Full or BackboneTraining.FrozenThenFull => 0,
        BackboneTraining.Frozen => Stages,
        BackboneTraining.Gradual => Math.Max(0, Stages - 1 - (epoch / FrozenEpochs)),
        _ => throw new ArgumentOutOfRangeException(nameof(epoch), Mode, null),
    };

    /// <summary>Whether the head is solved before the first epoch, from features of the backbone as it was given.</summary>
    internal bool BeginsWithHead => Mode != BackboneTraining.Full;

    /// <summary>Epochs until everything that is going to learn does.</summary>
    internal int EpochsToThaw => Mode == BackboneTraining.Gradual ? (Stages - 1) * FrozenEpochs : 0;

    /// <summary>
    /// What the learning rate of a part is multiplied by (discriminative rates, Howard, Ruder, https://arxiv.org/abs/1801.06146, section
    /// 3.1).
    /// </summary>
    /// <param name="stage">The stage, from 0; the head is as many as there are stages.</param>
    /// <param name="decay">The factor from one part to the one before it.</param>
    internal double RateFactor(int stage, double decay) => Math.Pow(decay, Stages - stage);
}
