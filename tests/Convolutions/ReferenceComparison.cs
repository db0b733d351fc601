using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.OneDnn;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SeNetMl.Convolutions;

/// <summary>
/// Compares a convolution of one group with float64. Of many channels only the first and the last are compared, each in all places.
/// </summary>
/// <remarks>
/// The bounds cannot fail a right kernel: a sum of n products in float32, in any order, errs by at most n·2⁻²⁴ of the sum of their absolute
/// values (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), and each rounding to bfloat16 of what was summed so far by
/// 2⁻⁸ of it. oneDNN rounds once. Without it libtorch rounds what each picture adds to the weights' gradient, and what each place of the
/// kernel adds to the input's. Our own Winograd convolutions (Lavin and Gray, https://arxiv.org/abs/1509.09308) multiply sums,
/// which err by some ten times as much.
/// </remarks>
internal sealed class ReferenceComparison(ConvolutionShape shape, ConvolutionTensors given)
{
    // Multiply-adds in float64 for each of the comparisons.
    private const long Budget = 300_000;
    private const double Float32 = 1.0 / (1 << 24);
    private const double BFloat16 = 1.0 / (1 << 8);
    private const double Winograd = 16;

    private readonly int _rounds = OneDnnLibrary.IsUsable && Precisions.CanBFloat16(CPU)
        ? 1
        : 1 + (int)Math.Max(shape.Batch, shape.Kernel.Positions);

    /// <summary>The first thing that is wrong; null if nothing is.</summary>
    internal string? Fault()
    {
        using var scope = NewDisposeScope();
        var (inputs, outputs) = (given.Input.shape[1], given.Output.shape[1]);
        var kernel = shape.Kernel.Positions;
        var places = (long)shape.Batch * shape.OutputHeight * shape.OutputWidth;
        var toCompare = Ends(outputs, Budget / (places * kernel * inputs));
        var fromCompare = Ends(inputs, Budget / (places * kernel * outputs));
        var weights = given.Weight.index_select(0, toCompare);
        var gradients = given.Gradient.index_select(1, toCompare);
        return Compare("output", given.Output.index_select(1, toCompare), (x, w) => Forward(x, w), given.Input, weights, inputs * kernel, 1)
            ?? Compare("gradient of the weights", given.WeightGradient.index_select(0, toCompare), (x, g) => OfWeights(x, g, weights),
                given.Input, gradients, places, _rounds)
            ?? Compare("gradient of the input", given.InputGradient.index_select(1, fromCompare), (w, g) => OfInput(w, g),
                given.Weight.index_select(1, fromCompare), given.Gradient, outputs * kernel, _rounds)
            ?? ComparePacked("packed", given.Packed)
            ?? ComparePacked("packed in a graph", given.InGraph);

        string? ComparePacked(string what, Tensor? packed) => packed is null ? null : Compare(
            what, packed.index_select(1, toCompare), (x, w) => Forward(x, w), given.Input, weights, (long)(inputs * kernel * Winograd), 1);
    }

    private Tensor Forward(Tensor input, Tensor weight) =>
        functional.conv2d(input, weight, strides: [shape.Stride, shape.Stride], padding: [shape.Padding.Height, shape.Padding.Width]);

    private Tensor OfWeights(Tensor input, Tensor gradient, Tensor like)
    {
        var weight = zeros(like.shape, ScalarType.Float64).requires_grad_();
        Forward(input, weight).backward([gradient]);
        return weight.grad!;
    }

    private Tensor OfInput(Tensor weight, Tensor gradient)
    {
        var input = zeros([shape.Batch, weight.shape[1], shape.Height, shape.Width], ScalarType.Float64).requires_grad_();
        Forward(input, weight).backward([gradient]);
        return input.grad!;
    }

    private static string? Compare(
        string what, Tensor got, Func<Tensor, Tensor, Tensor> compute, Tensor first, Tensor second, long terms, int rounds)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (first.to(ScalarType.Float64), second.to(ScalarType.Float64));
        var (expected, absolute) = (compute(a, b).detach(), compute(a.abs(), b.abs()).detach());
        var unit = (terms * Float32) + (got.dtype == ScalarType.BFloat16 ? rounds * BFloat16 : 0);
        var excess = got.to(ScalarType.Float64).sub(expected).abs().div(absolute.mul(unit).add(double.Epsilon));
        var worst = excess.nan_to_num(double.PositiveInfinity).max().item<double>();
        return worst <= 1 ? null : FormattableString.Invariant($"{what} differs by {worst:G3} times the bound");
    }

    private static Tensor Ends(long all, long count)
    {
        var half = Math.Max(1, count / 2);
        return 2 * half >= all ? arange(all) : cat([arange(half), arange(all - half, all)]);
    }
}
