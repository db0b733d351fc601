using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The excitation (Hu et al., https://arxiv.org/abs/1709.01507, eq. 3) by hand: s = σ(W₂·h + b₂), h = ReLU(W₁·z + b₁), and its gradients. In float32,
/// whatever the weights are. The pooled channels z are (N, C), W₁ (R, C, 1, 1), W₂ (C, R, 1, 1).
/// </summary>
internal sealed class Excitation
{
    private readonly Tensor _first;
    private readonly Tensor _second;

    /// <param name="weights">W₁, b₁, W₂, b₂; null for a bias that is not there.</param>
    internal Excitation(IReadOnlyList<Tensor?> weights)
    {
        (_first, _second) = (Matrix(weights[0]!), Matrix(weights[2]!));
        (FirstBias, SecondBias) = (weights[1]?.to(ScalarType.Float32), weights[3]?.to(ScalarType.Float32));
    }

    private Tensor? FirstBias { get; }

    private Tensor? SecondBias { get; }

    /// <returns>h (N, R) and s (N, C).</returns>
    internal (Tensor Hidden, Tensor Gate) Forward(Tensor squeezed)
    {
        var hidden = Layer(squeezed, _first, FirstBias).relu_(); // (N, R)
        return (hidden, Layer(hidden, _second, SecondBias).sigmoid_()); // (N, C)
    }

    /// <param name="gateGradient">Of s, (N, C).</param>
    /// <param name="squeezed">z.</param>
    /// <param name="hidden">h.</param>
    /// <param name="gate">s.</param>
    /// <returns>The gradients of z, (N, C), and of W₁, b₁, W₂, b₂, in their shapes.</returns>
    internal (Tensor Squeezed, Tensor?[] Weights) Backward(Tensor gateGradient, Tensor squeezed, Tensor hidden, Tensor gate)
    {
        var second = gateGradient * gate * (1 - gate); // (N, C)
        var first = second.mm(_second) * hidden.gt(0); // (N, R)
        return (first.mm(_first),
        [
            Weight(first, squeezed), FirstBias is null ? null : first.sum(0L),
            Weight(second, hidden), SecondBias is null ? null : second.sum(0L),
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
