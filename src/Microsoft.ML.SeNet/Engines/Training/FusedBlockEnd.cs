using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The end of a residual block: the last batch normalization, squeeze and excitation where the block has it (Hu et al.,
/// https://arxiv.org/abs/1709.01507, eq. 2 to 4), the addition and ReLU: output = max(s·norm(y) + identity, 0). Two passes over memory
/// forward and two backward: the squeeze, the mean of the normalized maps, follows from sums over each picture that the statistics need
/// anyway, and so do the gates' gradients. (N, C, H, W) → (N, C, H, W), channels-last.
/// </summary>
internal sealed class FusedBlockEnd : autograd.SingleTensorFunction<FusedBlockEnd>
{
    public override string Name => nameof(FusedBlockEnd);

    /// <summary>Computes the block's output and moves the running statistics.</summary>
    /// <param name="maps">y, (N, C, H, W).</param>
    /// <param name="identity">(N, C, H, W), of the same element type.</param>
    /// <param name="state">Of the normalization.</param>
    /// <param name="excitation">W₁, b₁, W₂, b₂ of the excitation, where a bias may be null; null for s = 1.</param>
    internal static Tensor Of(Tensor maps, Tensor identity, NormalizationState state, Tensor?[]? excitation)
    {
        object?[] arguments = [maps, identity, state.Weight, state.Bias, .. excitation ?? new Tensor?[BlockGates.WeightCount], state];
        return AutogradMemory.Output(() => apply(arguments!));
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (maps, identity, state) = ((Tensor)vars[0], (Tensor)vars[1], (NormalizationState)vars[^1]);
        Tensor?[] weights = [.. vars[4..^1].Select(weight => weight as Tensor)];
        using var scope = NewDisposeScope();
        var y = MapMemory.Rows(maps); // (N, H, W, C)
        var statistics = new BatchStatistics(y);
        statistics.Follow(state);
        var factors = statistics.Factors(state);
        var gates = weights[0] is null ? null : new BlockGates(weights, factors.Scales, state.Bias, statistics.Deviations());
        var scaleAndShift = factors.Values.narrow(0, 0, 2).unsqueeze(1) * Gate(MapShape.Of(y), gates); // (2, N, C)
        var output = BlockEndKernel.Of(y, MapMemory.Rows(identity), scaleAndShift); // (N, H, W, C)
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
        var saved = AutogradMemory.Saved(ctx);
        var (y, output, factors, bias) = (saved[0], saved[1], new ChannelFactors(saved[2]), saved[3]);
        var (identity, pictureSums) = BlockEndGradientKernel.Of(MapMemory.Rows(grad_output), output, y, factors); // (N, H, W, C)
        var (shape, sums) = (MapShape.Of(y), pictureSums.Values); // (N, 2, C) float64
        var (scale, weights, rest) = (factors.Scales, saved.GetRange(4, BlockGates.WeightCount), saved[(4 + BlockGates.WeightCount)..]);
        var gates = weights[0] is null ? null : new BlockGates(weights, scale, bias, rest);
        (Tensor? squeezed, Tensor?[] weightGradients) = gates is null ? (null, new Tensor?[BlockGates.WeightCount]) : gates.Backward(sums);
        var gradients = new NormalizationGradients(shape, factors, Sums(sums, gates, squeezed));
        var scaleAndOffset = ScaleAndOffset(shape, factors, gates, squeezed, gradients);
        var input = BlockEndBackwardKernel.Of(identity, y, factors, scaleAndOffset, gradients.SlopeAndOffset); // (N, H, W, C)
        return AutogradMemory.Gradients(
            [MapMemory.Maps(input), MapMemory.Maps(identity), gradients.Weight, gradients.Bias, .. weightGradients, null]);
    }

    /// <summary>
    /// Σ g·s + q and Σ g·s·(y − mean) + q·d over all pictures, where q is the squeeze's gradient: the sums of the normalized maps'
    /// gradient.
    /// </summary>
    /// <param name="sums">Σ g and Σ g·(y − mean), (N, 2, C).</param>
    /// <param name="gates">Null for s = 1.</param>
    /// <param name="squeezed">q, (N, C); null without gates.</param>
    private static double[] Sums(Tensor sums, BlockGates? gates, Tensor? squeezed)
    {
        if (gates is not null)
            sums = (sums * gates.Gate.unsqueeze(1)).add_(stack([squeezed!, squeezed! * gates.Deviations], 1));
        return sums.sum(0L).data<double>().ToArray(); // (2, C)
    }

    /// <summary>scale·s and scale·q/(H·W) + offset: (2, N, C).</summary>
    private static Tensor ScaleAndOffset(
        MapShape shape, ChannelFactors factors, BlockGates? gates, Tensor? squeezed, NormalizationGradients gradients)
    {
        var (scale, offset) = (factors.Scales, gradients.SlopeAndOffset.select(0, 1)); // (C)
        var share = squeezed?.div(shape.Positions) ?? zeros([shape.Pictures, shape.Channels], ScalarType.Float32); // (N, C)
        return stack([scale * Gate(shape, gates), (scale * share).add_(offset)]);
    }

    private static Tensor Gate(MapShape shape, BlockGates? gates) =>
        gates is null ? ones([shape.Pictures, shape.Channels], ScalarType.Float32) : gates.Gate; // (N, C)
}
