using Microsoft.ML.SeNet.Engines.Inference.Tiled;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>A convolution with batch normalization folded in.</summary>
/// <param name="Weight">(C', C / groups, k, k).</param>
/// <param name="Bias">(C'), of the same type.</param>
/// <param name="Stride">In both directions.</param>
/// <param name="Groups">Of its channels.</param>
/// <param name="Activation">What follows.</param>
internal sealed record FoldedConvolution(Tensor Weight, Tensor Bias, int Stride, int Groups, Activation Activation)
{
    /// <summary>On either side: half the kernel unless set.</summary>
    internal Extent Padding { get; init; } = new((int)Weight.shape[2] / 2, (int)Weight.shape[3] / 2);

    internal FoldedConvolution To(ScalarType type) => this with { Weight = Weight.to(type), Bias = Bias.to(type) };

    /// <summary>Why our tiled kernels are not made for it; null where they are.</summary>
    internal string? TileObstacle =>
        TiledConvolution.Obstacle(Weight, Groups)
        ?? (Weight.shape[2] != Weight.shape[3] || Padding.Height != Padding.Width ? "not square"
            : Activation is not (Activation.None or Activation.ReLU) ? $"{Activation}"
            : null);

    /// <summary>Such as "3×3, 64 → 128, stride 2, ReLU".</summary>
    public override string ToString()
    {
        var shape = Weight.shape;
        return $"{shape[2]}×{shape[3]}, {shape[1] * Groups} → {shape[0]}{(Groups > 1 ? $", {Groups} groups" : "")}"
            + $"{(Stride > 1 ? $", stride {Stride}" : "")}{(Activation == Activation.None ? "" : $", {Activation}")}";
    }
}

/// <summary>
/// A convolution that can run: (N, C, H, W) → (N, C', H/stride, W/stride). Owns its weights. For any number of threads at a time.
/// </summary>
internal abstract class ConvolutionKernel : IDisposable
{
    /// <summary>What it is, and why it is no faster one.</summary>
    internal abstract string Name { get; }

    /// <summary>Applies it; channels-last where its input is.</summary>
    internal abstract Tensor Run(Tensor input);

    /// <summary>Whether it can scale its input and add to its output in the same pass.</summary>
    internal virtual bool ScalesAndAdds => false;

    /// <summary>activation(convolution of (scale · input) + identity), by one that <see cref="ScalesAndAdds"/>.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="scale">(N, C, 1, 1) float32; null for ones.</param>
    /// <param name="identity">(N, C', H', W') float32; null for zeros.</param>
    internal virtual Tensor Run(Tensor input, Tensor? scale, Tensor? identity) =>
        throw new NotSupportedException($"A {GetType().Name} neither scales nor adds.");

    /// <summary>Whether it can end a residual block in the same pass.</summary>
    internal virtual bool EndsBlocks => false;

    /// <summary>ReLU(scale · convolution + identity), by one that <see cref="EndsBlocks"/>.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="scale">(N, C', 1, 1) float32; null for ones.</param>
    /// <param name="identity">(N, C', H', W') float32.</param>
    /// <returns>(N, C', H', W'), channels-last.</returns>
    internal virtual Tensor RunAndEndBlock(Tensor input, Tensor? scale, Tensor identity) =>
        throw new NotSupportedException($"A {GetType().Name} ends no block.");

    public virtual void Dispose()
    {
    }
}

/// <summary>
/// Gives each convolution of a plan its kernel: ours where it is made for the type, the channels and this processor, oneDNN's with weights
/// packed else, and libtorch's operator where nothing can be packed. The choice depends on device, type, shapes and libtorch, never on a
/// measurement, so that equal calls give equal bits.
/// </summary>
/// <param name="device">Where to compute.</param>
/// <param name="type">What to compute in.</param>
/// <param name="obstacle">Why nothing can be packed there; null where it can.</param>
internal sealed class ConvolutionKernels(Device device, ScalarType type, string? obstacle) : IDisposable
{
    private readonly Lazy<OneDnnConvolutions> _oneDnn = new();

    /// <summary>Why convolutions cannot be packed for a device and a type; null where they can.</summary>
    internal static string? Obstacle(Device device, ScalarType type) =>
        device.type != DeviceType.CPU ? $"the device is {device}"
        : type is not (ScalarType.Float32 or ScalarType.BFloat16) ? $"the type is {type}"
        : OneDnnConvolutions.Obstacle?.Message.Split('\n')[0].TrimEnd('.');

    /// <summary>Makes the kernel; what it is made from is not needed afterwards.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="inGraph">Whether it is a graph's, which has more before and behind convolutions than residual blocks have.</param>
    internal ConvolutionKernel Make(FoldedConvolution convolution, bool inGraph = false)
    {
        using var scope = NewDisposeScope();
        var narrow = convolution.To(type);
        if (obstacle is not null)
            return new LibtorchConvolution(narrow, device, obstacle);
        if (inGraph && RowConvolution.Obstacle(narrow.Weight, narrow.Stride, narrow.Padding, narrow.Groups) is null)
            return new OwnRowConvolution(narrow);
        if (inGraph && DepthwiseConvolution.Obstacle(narrow.Weight, narrow.Groups, narrow.Padding) is null)
            return new OwnDepthwiseConvolution(narrow);
        return narrow.TileObstacle is { } reason
            ? new OneDnnConvolution(_oneDnn.Value, narrow, reason)
            : new OwnConvolution(narrow);
    }

    /// <summary>Frees what the kernels share.</summary>
    public void Dispose()
    {
        if (_oneDnn.IsValueCreated)
            _oneDnn.Value.Dispose();
    }

    private sealed class OwnConvolution(FoldedConvolution convolution) : ConvolutionKernel
    {
        private readonly TiledConvolution _tiled =
            TiledConvolution.Of(
                convolution.Weight, convolution.Bias, convolution.Stride, convolution.Padding.Height,
                convolution.Activation == Activation.ReLU);

        internal override string Name { get; } =
            WinogradConvolution.Obstacle(convolution.Weight, convolution.Stride, convolution.Padding.Height) is { } reason
                ? $"tiled, direct (not Winograd's: {reason})"
                : "tiled, Winograd's";

        internal override bool EndsBlocks => _tiled.EndsBlocks;

        internal override Tensor Run(Tensor input) => _tiled.Run(input);

        internal override Tensor RunAndEndBlock(Tensor input, Tensor? scale, Tensor identity) =>
            _tiled.RunAndEndBlock(input, scale, identity);

        public override void Dispose() => _tiled.Dispose();
    }

    private sealed class OwnRowConvolution(FoldedConvolution convolution) : ConvolutionKernel
    {
        private readonly RowConvolution _product =
            RowConvolution.Of(convolution.Weight, convolution.Bias, convolution.Stride, convolution.Padding.Height, convolution.Activation);

        internal override string Name => "tiled, row by row";

        internal override bool ScalesAndAdds { get; } =
            RowConvolution.IsPointwise(convolution.Weight, convolution.Stride, convolution.Padding);

        internal override Tensor Run(Tensor input) => _product.Run(input, null, null);

        internal override Tensor Run(Tensor input, Tensor? scale, Tensor? identity) => _product.Run(input, scale, identity);

        public override void Dispose() => _product.Dispose();
    }

    private sealed class OwnDepthwiseConvolution(FoldedConvolution convolution) : ConvolutionKernel
    {
        private readonly DepthwiseConvolution _tiled =
            DepthwiseConvolution.Of(convolution.Weight, convolution.Bias, convolution.Stride, convolution.Activation);

        internal override string Name => "tiled, depthwise";

        internal override Tensor Run(Tensor input) => _tiled.Run(input);

        public override void Dispose() => _tiled.Dispose();
    }

    private sealed class OneDnnConvolution(OneDnnConvolutions all, FoldedConvolution convolution, string reason) : ConvolutionKernel
    {
        private readonly int _number = all.Add(convolution);

        internal override string Name => $"oneDNN's (not tiled: {reason})";

        internal override Tensor Run(Tensor input) => all.Run(input, _number);
    }

    private sealed class LibtorchConvolution : ConvolutionKernel
    {
        private readonly Tensor _weight;
        private readonly Tensor _bias;
        private readonly (int Stride, Extent Padding, int Groups, Activation Activation) _options;
        private readonly string _reason;

        internal LibtorchConvolution(FoldedConvolution convolution, Device device, string reason)
        {
            var (weight, bias) = (convolution.Weight, convolution.Bias);
            (_weight, _bias) = (FoldedWeights.Copy(weight, device, weight.dtype), FoldedWeights.Copy(bias, device, bias.dtype));
            _reason = reason;
            _options = (convolution.Stride, convolution.Padding, convolution.Groups, convolution.Activation);
        }

        internal override string Name => $"libtorch's (not packed: {_reason})";

        internal override Tensor Run(Tensor input)
        {
            var maps = SafeConvolution.Of(input, _weight, _bias, _options.Stride, _options.Padding, _options.Groups);
            return Activations.Overwrite(maps, _options.Activation);
        }

        public override void Dispose()
        {
            _weight.Dispose();
            _bias.Dispose();
        }
    }
}
