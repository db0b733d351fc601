using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The stem's <see cref="MaxPooling"/> in training: keeps a byte for each number of its output. (N, C, H, W) → (N, C, H', W'),
/// channels-last.
/// </summary>
internal sealed class FusedMaxPooling : autograd.SingleTensorFunction<FusedMaxPooling>
{
    private const string PaddingKey = "padding";
    private const string HeightKey = "height";
    private const string WidthKey = "width";

    public override string Name => nameof(FusedMaxPooling);

    /// <inheritdoc cref="MaxPooling.Of"/>
    internal static Tensor Of(Tensor maps, int padding, long height, long width) =>
        AutogradMemory.Output(() => apply(maps, padding, height, width));

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (maps, padding, height, width) = ((Tensor)vars[0], (int)vars[1], (long)vars[2], (long)vars[3]);
        using var scope = NewDisposeScope();
        var rows = MapMemory.Rows(maps); // (N, H, W, C)
        var places = empty([rows.shape[0], height, width, rows.shape[3]], ScalarType.Byte);
        var pooled = MaxPooling.Of(MapMemory.Maps(rows), padding, height, width, places);
        ctx.save_for_backward([places.MoveToOuterDisposeScope()]);
        ctx.save_data(PaddingKey, padding);
        ctx.save_data(HeightKey, maps.shape[2]);
        ctx.save_data(WidthKey, maps.shape[3]);
        return pooled.MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        using var given = grad_output;
        var (padding, height, width) = ((int)ctx.get_data(PaddingKey), (long)ctx.get_data(HeightKey), (long)ctx.get_data(WidthKey));
        var gradient = MapMemory.Maps(MapMemory.Rows(grad_output)); // (N, C, H', W'), channels-last
        var input = MaxPoolingGradient.Of(gradient, AutogradMemory.Saved(ctx)[0], padding, height, width); // (N, C, H, W)
        return AutogradMemory.Gradients([input, null, null, null]);
    }
}
