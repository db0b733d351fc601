using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// Squeeze and excitation without the maps. The squeeze of the normalized maps is z = scale·d + β, where d is how far a picture's mean is from the
/// batch's. Everything is float32.
/// </summary>
internal sealed class TailGates
{
    internal const int StateCount = 4;

    private readonly Excitation _excitation;
    private readonly Tensor _scale;
    private readonly Tensor _bias;
    private readonly Tensor _squeezed;
    private readonly Tensor _hidden;

    /// <summary>Computes the gates.</summary>
    /// <param name="weights">W₁, b₁, W₂, b₂.</param>
    /// <param name="deviations">d, (N, C).</param>
    /// <param name="scale">Of the normalization, (C).</param>
    /// <param name="bias">β, (C).</param>
    internal TailGates(IReadOnlyList<Tensor?> weights, Tensor deviations, Tensor scale, Tensor bias)
    {
        (_excitation, _scale, _bias, Deviations) = (new Excitation(weights), scale, bias, deviations);
        _squeezed = (deviations * scale).add_(bias); // (N, C)
        (_hidden, Gate) = _excitation.Forward(_squeezed);
    }

    /// <summary>Takes them from what was saved.</summary>
    internal TailGates(IReadOnlyList<Tensor?> weights, Tensor scale, Tensor bias, IReadOnlyList<Tensor> state)
    {
        (_excitation, _scale, _bias) = (new Excitation(weights), scale, bias);
        (Deviations, _squeezed, _hidden, Gate) = (state[0], state[1], state[2], state[3]);
    }

    /// <summary>For the backward pass.</summary>
    internal IEnumerable<Tensor> State => [Deviations, _squeezed, _hidden, Gate];

    /// <summary>d, (N, C).</summary>
    internal Tensor Deviations { get; }

    /// <summary>s, (N, C).</summary>
    internal Tensor Gate { get; }

    /// <summary>The gradients of z and of the weights.</summary>
    /// <param name="sums">Σ g and Σ g·(y − mean) of each picture and channel, (N, 2, C).</param>
    internal (Tensor Squeezed, Tensor?[] Weights) Backward(Tensor sums)
    {
        var (total, product) = (sums.select(1, 0).to(ScalarType.Float32), sums.select(1, 1).to(ScalarType.Float32));
        var gate = (product * _scale).add_(total * _bias); // Σ g·norm(y), (N, C)
        return _excitation.Backward(gate, _squeezed, _hidden, Gate);
    }
}
