namespace Microsoft.ML.SeNet.Training;

/// <summary>Which stages of a network are frozen in which epoch. The stem is part of the first stage.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="FrozenEpochs">Epochs until the first thaw, and from one thaw to the next; 0 where nothing thaws.</param>
/// <param name="Stages">The network's stages.</param>
internal sealed record BackbonePhases(BackboneTraining Mode, int FrozenEpochs, int Stages)
{
    internal static BackbonePhases Of(TrainingSettings settings) => new(settings.Backbone, settings.FrozenEpochs, VariantRow.Of(settings.Network.Variant).Layers.Length);

    /// <summary>How many stages are frozen, counted from the first.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    internal int FrozenStages(int epoch) => Mode switch
    {
        BackboneTraining.Full => 0,
        BackboneTraining.Frozen => Stages,
        BackboneTraining.FrozenThenFull => epoch < FrozenEpochs ? Stages : 0,
        BackboneTraining.Gradual => Math.Max(0, Stages - (epoch / FrozenEpochs)),
        _ => throw new ArgumentOutOfRangeException(nameof(epoch), Mode, null),
    };

    /// <summary>Whether nothing but the head learns.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    internal bool IsHeadOnly(int epoch) => FrozenStages(epoch) == Stages;

    /// <summary>Epochs until everything that is going to learn does.</summary>
    internal int EpochsToThaw => Mode switch
    {
        BackboneTraining.FrozenThenFull => FrozenEpochs,
        BackboneTraining.Gradual => Stages * FrozenEpochs,
        _ => 0,
    };

    /// <summary>What the learning rate of a part is multiplied by (discriminative rates, Howard, Ruder, https://arxiv.org/abs/1801.06146, section 3.1).</summary>
    /// <param name="stage">The stage, from 0; the head is as many as there are stages.</param>
    /// <param name="decay">The factor from one part to the one before it.</param>
    internal double RateFactor(int stage, double decay) => Math.Pow(decay, Stages - stage);
}
