using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>What one training is given.</summary>
internal sealed record TrainingJob
{
    internal required TrainingSettings Settings { get; init; }

    internal required TrainingPart Part { get; init; }

    internal required Device Device { get; init; }

    /// <summary>The network to start from, the one that the settings name; stays the caller's. Null for fresh weights.</summary>
    internal InitialNetwork? Initial { get; init; }

    /// <summary>The checkpoint; null for none.</summary>
    internal string? CheckpointPath { get; init; }

    internal int CheckpointEverySteps { get; init; }

    /// <summary>Whether a canceled training gives back what it has.</summary>
    internal bool ReturnsWhenCanceled { get; init; }

    internal required TrainingListeners Listeners { get; init; }

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The epoch after which to stop for now; from the checkpoint a later training goes on as if it never had. Null for none.
    /// </summary>
    internal int? PauseAfterEpoch { get; init; }
}

/// <summary>What one training learns from and what it is validated on.</summary>
/// <param name="Pictures">The set of the training pictures.</param>
/// <param name="Training">Which of them.</param>
/// <param name="Validation">The set to validate on and which pictures of it; null for no validation.</param>
internal sealed record TrainingPart(PictureSet Pictures, int[] Training, (PictureSet Pictures, int[] Chosen)? Validation)
{
    /// <summary>The classes of the pictures to learn from.</summary>
    internal int[] Labels() => [.. Training.Select(Pictures.Label)];

    /// <summary>Equal for equal pictures. Reads all of them.</summary>
    internal string Fingerprint()
    {
        var text = $"{Training.Length} pictures of SHA-256 {Pictures.Fingerprint()}";
        return Validation is not { } validation ? text
            : ReferenceEquals(validation.Pictures, Pictures) ? $"{text}, {validation.Chosen.Length} of them for validation"
            : $"{text}, validation on {validation.Chosen.Length} of SHA-256 {validation.Pictures.Fingerprint()}";
    }
}
