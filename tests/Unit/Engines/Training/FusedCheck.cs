using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Training;

/// <summary>
/// Compares a fused operation with the plain operators in float64: the output and the gradients of all that it was given.
/// </summary>
internal static class FusedCheck
{
    /// <summary>
    /// Runs both on the same numbers. Maps among them (four dimensions, more than one position) are rounded to the element type first, so
    /// that both begin with the same bits. The deviation allowed is a share of the largest number of each tensor: of float32's sums, or of
    /// bfloat16's 8 bits.
    /// </summary>
    internal static void Run(Tensor[] inputs, ScalarType type, Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> plain)
    {
        var given = inputs.Select(input => IsMap(input) ? input.to(type) : input).ToArray();
        var gradient = randn_like(plain(Leaves(given, ScalarType.Float64)).detach()).to(type);
        var expected = Results(plain, Leaves(given, ScalarType.Float64), gradient.to(ScalarType.Float64));
        var got = Results(fused, Leaves(given, null), gradient);
        var tolerance = type == ScalarType.BFloat16 ? 1.0 / 128 : 1e-5;
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].shape, got[i].shape);
            var difference = (got[i].to(ScalarType.Float64) - expected[i]).abs().max().item<double>();
            var largest = expected[i].abs().max().item<double>();
            Assert.True(difference <= tolerance * Math.Max(largest, 1e-3),
                $"{(i == 0 ? "output" : $"gradient of input {i - 1}")}: off by {difference} where the largest is {largest}");
        }
    }

    private static bool IsMap(Tensor tensor) => tensor.ndim == 4 && tensor.shape[2] * tensor.shape[3] > 1;

    private static Tensor[] Leaves(Tensor[] tensors, ScalarType? type) =>
        [.. tensors.Select(tensor => tensor.to(type ?? tensor.dtype).detach().clone().requires_grad_())];

    private static Tensor[] Results(Func<Tensor[], Tensor> function, Tensor[] inputs, Tensor gradient)
    {
        var output = function(inputs);
        autograd.backward([output], [gradient]);
        return [output.detach(), .. inputs.Select(input => input.grad!)];
    }
}
