using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// Batch normalization by the batch (Ioffe, Szegedy, https://arxiv.org/abs/1502.03167) and, where asked for, ReLU: two passes over memory
/// forward and two backward. (N, C, H, W) → (N, C, H, W), channels-last. Keeps its input and four numbers a channel for the backward pass.
/// </summary>
internal sealed class FusedNormalization : autograd.SingleTensorFunction<FusedNormalization>
{
    private const string FloorKey = "floor";

    public override string Name => nameof(FusedNormalization);

    /// <summary>Normalizes and moves the running statistics.</summary>
    /// <param name="maps">(N, C, H, W).</param>
    /// <param name="state">Of the normalization.</param>
    /// <param name="rectifies">Whether ReLU follows.</param>
    internal static Tensor Of(Tensor maps, NormalizationState state, bool rectifies) =>
        AutogradMemory.Output(() => apply(maps, state.Weight, state.Bias, state, rectifies ? 0f : float.NegativeInfinity));

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (maps, state, floor) = ((Tensor)vars[0], (NormalizationState)vars[3], (float)vars[4]);
        using var scope = NewDisposeScope();
        var y = MapMemory.Rows(maps); // (N, H, W, C)
        var statistics = new BatchStatistics(y);
        statistics.Follow(state);
        var factors = statistics.Factors(state);
        ctx.save_for_backward([y.MoveToOuterDisposeScope(), factors.Values.MoveToOuterDisposeScope()]);
        ctx.save_data(FloorKey, floor);
        return MapMemory.Maps(NormalizeKernel.Of(y, factors, floor)).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        using var given = grad_output;
        var saved = AutogradMemory.Saved(ctx);
        var (y, factors, floor) = (saved[0], new ChannelFactors(saved[1]), (float)ctx.get_data(FloorKey));
        var gradient = MapMemory.Rows(grad_output); // (N, H, W, C)
        var sums = GradientMomentsKernel.Of(gradient, y, factors, floor).Totals();
        var gradients = new NormalizationGradients(MapShape.Of(y), factors, sums);
        var input = NormalizeBackwardKernel.Of(gradient, y, factors, gradients.SlopeAndOffset, floor); // (N, H, W, C)
        return AutogradMemory.Gradients([MapMemory.Maps(input), gradients.Weight, gradients.Bias, null, null]);
    }
}
