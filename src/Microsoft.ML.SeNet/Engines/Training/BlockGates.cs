using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// Squeeze and excitation (Hu et al., https://arxiv.org/abs/1709.01507, eq. 2 and 3) and its gradients by hand, without the maps: the
/// squeeze of the normalized maps is z = scale·d + β, where d is how far a picture's mean is from the batch's; s = σ(W₂·h + b₂), h =
/// ReLU(W₁·z + b₁). In float32, whatever the weights are.
/// </summary>
internal sealed class BlockGates
{
    internal const int WeightCount = 4;

    private readonly Tensor _first; // (R, C)
    private readonly Tensor _second; // (C, R)
    private readonly Tensor? _firstBias;
    private readonly Tensor? _secondBias;
    private readonly Tensor _scale;
    private readonly Tensor _bias;
    private readonly Tensor _squeezed; // z, (N, C)
    private readonly Tensor _hidden; // h, (N, R)

    /// <summary>Computes the gates.</summary>
    /// <param name="weights">W₁ (R, C, 1, 1), b₁, W₂ (C, R, 1, 1), b₂; null for a bias that is not there.</param>
    /// <param name="scale">Of the normalization, (C).</param>
    /// <param name="bias">β, (C).</param>
    /// <param name="deviations">d, (N, C).</param>
    internal BlockGates(IReadOnlyList<Tensor?> weights, Tensor scale, Tensor bias, Tensor deviations)
    {
        (_first, _second) = (Matrix(weights[0]!), Matrix(weights[2]!));
        (_firstBias, _secondBias) = (weights[1]?.to(ScalarType.Float32), weights[3]?.to(ScalarType.Float32));
        (_scale, _bias, Deviations) = (scale, bias, deviations);
        _squeezed = (deviations * scale).add_(bias); // (N, C)
        _hidden = Layer(_squeezed, _first, _firstBias).relu_(); // (N, R)
        Gate = Layer(_hidden, _second, _secondBias).sigmoid_(); // (N, C)
    }

    /// <summary>Takes them from what was saved.</summary>
    internal BlockGates(IReadOnlyList<Tensor?> weights, Tensor scale, Tensor bias, IReadOnlyList<Tensor> state)
    {
        (_first, _second) = (Matrix(weights[0]!), Matrix(weights[2]!));
        (_firstBias, _secondBias) = (weights[1]?.to(ScalarType.Float32), weights[3]?.to(ScalarType.Float32));
        (_scale, _bias) = (scale, bias);
        (Deviations, _squeezed, _hidden, Gate) = (state[0], state[1], state[2], state[3]);
    }

    /// <summary>For the backward pass.</summary>
    internal IEnumerable<Tensor> State => [Deviations, _squeezed, _hidden, Gate];

    /// <summary>d, (N, C).</summary>
    internal Tensor Deviations { get; }

    /// <summary>s, (N, C).</summary>
    internal Tensor Gate { get; }

    /// <summary>The gradients of z, (N, C), and of W₁, b₁, W₂, b₂, in their shapes.</summary>
    /// <param name="sums">Σ g and Σ g·(y − mean) of each picture and channel, (N, 2, C).</param>
    internal (Tensor Squeezed, Tensor?[] Weights) Backward(Tensor sums)
    {
        var (total, product) = (sums.select(1, 0).to(ScalarType.Float32), sums.select(1, 1).to(ScalarType.Float32));
        var gate = (product * _scale).add_(total * _bias); // Σ g·norm(y), (N, C)
        var second = gate * Gate * (1 - Gate); // (N, C)
        var first = second.mm(_second) * _hidden.gt(0); // (N, R)
        return (first.mm(_first),
        [
            Weight(first, _squeezed), _firstBias is null ? null : first.sum(0L),
            Weight(second, _hidden), _secondBias is null ? null : second.sum(0L),
        ]);
    }

    private static Tensor Matrix(Tensor weight) => weight.view(weight.shape[0], weight.shape[1]).to(ScalarType.Float32);

    private static Tensor Layer(Tensor input, Tensor weight, Tensor? bias)
    {
        var output = input.mm(weight.t());
        return bias is null ? output : output.add_(bias);
    }

    private static Tensor Weight(Tensor gradient, Tensor input) => gradient.t().mm(input).unsqueeze(-1).unsqueeze(-1); // (out, in, 1, 1)
}
