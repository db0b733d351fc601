namespace Microsoft.ML.SeNet;

/// <summary>The stages of a training.</summary>
public enum TrainingStage
{
    /// <summary>Pictures are decoded and stored, once.</summary>
    Loading,

    /// <summary>A step of the training was done.</summary>
    Training,

    /// <summary>A batch of the validation pictures was scored.</summary>
    Validating,

    /// <summary>An epoch has ended, its validation included.</summary>
    EpochEnd,

    /// <summary>The frozen backbone has computed a batch's features, which it does once for each picture.</summary>
    Featurizing,
}
