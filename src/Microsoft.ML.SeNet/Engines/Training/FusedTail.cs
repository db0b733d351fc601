using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The end of a residual block: the last batch normalization, squeeze and excitation where the block has it (Hu et al.,
/// https://arxiv.org/abs/1709.01507, eq. 2 to 4), the addition and ReLU: output = max(s·norm(y) + identity, 0). Two passes over memory forward and two
/// backward: the squeeze, the mean of the normalized maps, follows from sums over each picture that the statistics need anyway, and so do the gates'
/// gradients. (N, C, H, W) → (N, C, H, W), channels-last.
/// </summary>
internal sealed class FusedTail : autograd.SingleTensorFunction<FusedTail>
{
    private const int WeightCount = 4;

    public override string Name => nameof(FusedTail);

    /// <summary>Computes the block's output and moves the running statistics.</summary>
    /// <param name="maps">y, (N, C, H, W).</param>
    /// <param name="identity">(N, C, H, W), of the same element type.</param>
    /// <param name="state">Of the normalization.</param>
    /// <param name="excitation">W₁, b₁, W₂, b₂ of the excitation, where a bias may be null; null for s = 1.</param>
    internal static Tensor Of(Tensor maps, Tensor identity, NormalizationState state, Tensor?[]? excitation)
    {
        object?[] arguments = [maps, identity, state.Weight, state.Bias, .. excitation ?? new Tensor?[WeightCount], state];
        return OutputAlone.Of(() => apply(arguments!));
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (maps, identity, state) = ((Tensor)vars[0], (Tensor)vars[1], (NormalizationState)vars[^1]);
        Tensor?[] weights = [.. vars[4..^1].Select(weight => weight as Tensor)];
        using var scope = NewDisposeScope();
        var y = MapMemory.Rows(maps); // (N, H, W, C)
        var statistics = new BatchStatistics(y);
        statistics.Follow(state);
        var factors = statistics.Factors(state.Weight, state.Bias);
        var gates = weights[0] is null ? null : new TailGates(weights, statistics.Deviations(), factors.Scales, state.Bias);
        var passes = MapPasses.Of(y.dtype);
        var output = passes.Tail(y, MapMemory.Rows(identity), TailFactors.Forward(MapMemory.ShapeOf(y), factors, gates?.Gate)); // (N, H, W, C)
        List<Tensor?> saved = [y, output, factors.Values, state.Bias, .. weights, .. gates?.State ?? []];
        foreach (var made in new[] { y, output, factors.Values }.Concat(gates?.State ?? []))
            made.MoveToOuterDisposeScope();
        ctx.save_for_backward(saved!);
        return MapMemory.Maps(output).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        using var given = grad_output;
        var saved = SavedMaps.Of(ctx);
        var (y, output, factors, bias) = (saved[0], saved[1], new ChannelFactors(saved[2]), saved[3]);
        var (passes, shape) = (MapPasses.Of(y.dtype), MapMemory.ShapeOf(y));
        var (identity, pictureSums) = passes.TailGradient(MapMemory.Rows(grad_output), output, y, factors); // (N, H, W, C)
        var sums = pictureSums.Values; // (N, 2, C) float64
        var (scale, weights) = (factors.Scales, saved.GetRange(4, WeightCount));
        var gates = weights[0] is null ? null : new TailGates(weights, scale, bias, saved.GetRange(4 + WeightCount, TailGates.StateCount));
        (Tensor? squeezed, Tensor?[] weightGradients) = gates is null ? (null, new Tensor?[WeightCount]) : gates.Backward(sums);
        var gradients = new NormalizationGradients(shape, factors, TailFactors.Sums(sums, gates, squeezed));
        var scaleAndOffset = TailFactors.Backward(shape, factors, gates?.Gate, squeezed, gradients);
        var input = passes.TailBackward(identity, y, factors, scaleAndOffset, gradients.SlopeAndOffset); // (N, H, W, C)
        return HandedOver.Replace([MapMemory.Maps(input), MapMemory.Maps(identity), gradients.Weight, gradients.Bias, .. weightGradients, null]);
    }
}
