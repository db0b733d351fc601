namespace Microsoft.ML.SeNet;

/// <summary>
/// What a model's convolutions compute in when it scores. Its weights are kept in float32 in any case, and the scores are float32; on the
/// CPU with oneDNN
/// so are squeeze and excitation and the last layer.
/// </summary>
public enum ScoringPrecision
{
    /// <summary>float32.</summary>
    Float32,

    /// <summary>
    /// bfloat16: faster (1.6 times on two cores of a Zen 4) where the processor has it in hardware (AVX-512 BF16), slower where not. Scores
    /// differ in
    /// the third digit.
    /// </summary>
    BFloat16,
}
