using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// A convolution in float32 on the CPU as a matrix product, with what is before and behind it in the same pass: the factors of squeeze and
/// excitation, the bias, an addition, an activation. A row of the product is a position of the input, or, of few channels, what is under
/// the kernel in a position. For any number of threads at a time.
/// </summary>
internal abstract unsafe class RowConvolution : IDisposable
{
    // Rows that are taken at a time: they stay in the cache while all panels of the weights pass by.
    private const int BlockRows = 16 * Tile.Rows;

    private const int Multiple = 8;

    /// <summary>Numbers under a kernel that are worth gathering.</summary>
    private const long MostGathered = 256;

    private readonly RowPanels _weights;
    private readonly Tensor _bias;
    private readonly int _inputs; // factors of a row
    private readonly int _channels;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _outputs;

    /// <param name="weight">(C', C, k, k) float32; copied, as the bias is.</param>
    /// <param name="bias">(C').</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">On all sides.</param>
    protected RowConvolution(Tensor weight, Tensor bias, int stride, int padding)
    {
        using var scope = NewDisposeScope();
        (_outputs, _channels, _kernel) = ((int)weight.shape[0], (int)weight.shape[1], (int)weight.shape[2]);
        (_stride, _padding) = (stride, padding);
        _inputs = _channels * _kernel * _kernel;
        _weights = new RowPanels(weight.permute(0, 2, 3, 1).reshape(_outputs, _inputs));
        _bias = bias.detach().clone().DetachFromDisposeScope();
    }

    /// <summary>Makes one that has no <see cref="Obstacle"/>.</summary>
    /// <param name="weight">(C', C, k, k) float32; copied, as the bias is.</param>
    /// <param name="bias">(C').</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">On all sides.</param>
    /// <param name="activation">What follows.</param>
    internal static RowConvolution Of(Tensor weight, Tensor bias, int stride, int padding, Activation activation) => activation switch
    {
        Activation.None => new RowConvolution<NoActivation>(weight, bias, stride, padding),
        Activation.ReLU => new RowConvolution<ReluActivation>(weight, bias, stride, padding),
        Activation.ReLU6 => new RowConvolution<Relu6Activation>(weight, bias, stride, padding),
        Activation.SiLU => new RowConvolution<SiluActivation>(weight, bias, stride, padding),
        Activation.HardSwish => new RowConvolution<HardSwishActivation>(weight, bias, stride, padding),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    /// <summary>A tile of some registers' columns.</summary>
    protected abstract void Multiply(int vectors, int count, float* x, long depth, float* weights, in RowEnd end);

    /// <summary>Why it is not made for such a convolution or this processor; null where it is.</summary>
    /// <param name="weight">(C', C / groups, k, k).</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">On either side.</param>
    /// <param name="groups">Of its channels.</param>
    internal static string? Obstacle(Tensor weight, int stride, Extent padding, int groups)
    {
        var shape = weight.shape;
        return groups != 1 ? $"{groups} groups"
            : !IsPointwise(weight, stride, padding) && (shape[2] != shape[3] || padding.Height != padding.Width
                || shape[1] * shape[2] * shape[3] > MostGathered) ? "neither 1×1 nor of few channels"
            : weight.dtype != ScalarType.Float32 ? $"{weight.dtype}"
            : shape[0] % Multiple != 0 || shape[0] < IVectors<Vectors1>.Lanes ? $"{shape[0]} output channels"
            : !Avx512F.IsSupported ? "no AVX-512"
            : null;
    }

    /// <summary>Whether a row of the product is a position of the input, so that there can be factors.</summary>
    internal static bool IsPointwise(Tensor weight, int stride, Extent padding) =>
        stride == 1 && padding == default && weight.shape[2] * weight.shape[3] == 1;

    /// <summary>activation(W · (scale · input) + b + identity): (N, C, H, W) → (N, C', H', W'), channels-last.</summary>
    /// <param name="input">(N, C, H, W), best channels-last.</param>
    /// <param name="scale">(N, C, 1, 1) float32, for a 1×1 convolution; null for ones.</param>
    /// <param name="identity">(N, C', H', W'), best channels-last; null for zeros.</param>
    internal Tensor Run(Tensor input, Tensor? scale, Tensor? identity)
    {
        using var scope = NewDisposeScope();
        var rows = MapMemory.Rows(input); // (N, H, W, C)
        var from = rows.shape; // asked for once: each time it is a call into libtorch
        long[] to = [from[0], Slid(from[1]), Slid(from[2]), _outputs];
        var output = empty(to);
        var factors = scale is null ? null : MapMemory.Contiguous(scale);
        var share = new Share(this, rows, from, output, to, factors, identity is null ? null : MapMemory.Rows(identity));
        var groups = _outputs > share.Rows ? _weights.Count : 1;
        WorkShare.Run(share.Rows, groups, (long)_inputs * _outputs / groups, BlockRows, (group, first, end) =>
            share.Do(groups == 1 ? 0 : group, groups == 1 ? _weights.Count : group + 1, first, end));
        return MapMemory.Maps(output).MoveToOuterDisposeScope();
    }

    private long Slid(long side) => ((side + (2 * _padding) - _kernel) / _stride) + 1;

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    /// <summary>What threads share of one call.</summary>
    private sealed class Share(
        RowConvolution of, Tensor input, long[] from, Tensor output, long[] to, Tensor? scale, Tensor? identity)
    {
        private readonly float* _input = MapMemory.Floats(input);
        private readonly float* _scale = scale is null ? null : MapMemory.Floats(scale);
        private readonly long _positions = to[1] * to[2];
        private readonly int _height = (int)from[1];
        private readonly int _width = (int)from[2];
        private readonly int _outputHeight = (int)to[1];
        private readonly int _outputWidth = (int)to[2];
        private readonly bool _gathers = of._kernel * of._stride > 1 || of._padding > 0;
        private readonly RowEnd _end = new()
        {
            To = MapMemory.Floats(output),
            Stride = of._outputs,
            Bias = MapMemory.Floats(of._bias),
            Identity = identity is null ? null : MapMemory.Floats(identity),
        };

        internal long Rows { get; } = to[0] * to[1] * to[2];

        /// <summary>Some rows of some panels.</summary>
        internal void Do(int panel, int endPanel, long first, long end)
        {
            var from = _input + (first * of._inputs);
            if (_scale == null && !_gathers)
            {
                Do(from, panel, endPanel, first, end);
                return;
            }
            var rows = ArrayPool<float>.Shared.Rent((int)(end - first) * of._inputs);
            fixed (float* to = rows)
            {
                if (_gathers)
                    Gather(to, first, end);
                else
                    Scale(from, to, first, end);
                Do(to, panel, endPanel, first, end);
            }
            ArrayPool<float>.Shared.Return(rows);
        }

        /// <summary>What is under the kernel in each position, line by line; zeros beyond the map.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Gather(float* to, long first, long end)
        {
            var run = of._kernel * of._channels;
            var (line, x) = Math.DivRem(first, _outputWidth);
            for (var row = first; row < end; row++)
            {
                var (picture, y) = Math.DivRem(line, _outputHeight);
                var (top, left) = ((int)(y * of._stride) - of._padding, (int)(x * of._stride) - of._padding);
                var (skipped, taken) = (Math.Max(0, -left) * of._channels, Math.Min(of._kernel, _width - left) * of._channels);
                var source = _input + (((((picture * _height) + top) * _width) + left) * of._channels);
                for (var under = 0; under < of._kernel; under++, to += run, source += _width * of._channels)
                {
                    if ((uint)(top + under) >= (uint)_height)
                        Copy(source, to, run, run, run);
                    else
                        Copy(source, to, skipped, Math.Max(skipped, taken), run);
                }
                if (++x == _outputWidth)
                    (x, line) = (0, line + 1);
            }
        }

        /// <summary>Zeros, then what is there, then zeros.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Copy(float* from, float* to, int first, int end, int count)
        {
            var i = 0;
            for (; i < first; i++)
                to[i] = 0;
            for (; i + Vector128<float>.Count <= end; i += Vector128<float>.Count)
                Vector128.Load(from + i).Store(to + i);
            for (; i < end; i++)
                to[i] = from[i];
            for (; i < count; i++)
                to[i] = 0;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Scale(float* from, float* to, long first, long end)
        {
            for (var row = first; row < end; row++, from += of._inputs, to += of._inputs)
            {
                var factors = _scale + (row / _positions * of._inputs);
                var k = 0;
                for (; k + Vector512<float>.Count <= of._inputs; k += Vector512<float>.Count)
                    (Vector512.Load(from + k) * Vector512.Load(factors + k)).Store(to + k);
                for (; k < of._inputs; k++)
                    to[k] = from[k] * factors[k];
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Do(float* rows, int panel, int endPanel, long first, long end)
        {
            for (; panel < endPanel; panel++)
            {
                var place = of._weights[panel];
                var weights = of._weights.WeightsOf(panel);
                for (var row = first; row < end; row += Tile.Rows)
                {
                    var at = (row * of._outputs) + place.First;
                    var tileEnd = _end with
                    {
                        To = _end.To + at,
                        Bias = _end.Bias + place.First,
                        Identity = _end.Identity == null ? null : _end.Identity + at,
                        Last = place.Last,
                    };
                    var x = rows + ((row - first) * of._inputs);
                    of.Multiply(place.Vectors, (int)Math.Min(Tile.Rows, end - row), x, of._inputs, weights, tileEnd);
                }
            }
        }
    }
}

/// <summary>One with a certain activation.</summary>
/// <typeparam name="TActivation">What follows.</typeparam>
internal sealed unsafe class RowConvolution<TActivation>(Tensor weight, Tensor bias, int stride, int padding)
    : RowConvolution(weight, bias, stride, padding)
    where TActivation : struct, IVectorActivation
{
    protected override void Multiply(int vectors, int count, float* x, long depth, float* weights, in RowEnd end)
    {
        switch (vectors)
        {
            case 1:
                RowTile<Vectors1, TActivation>.Do(count, x, depth, weights, end);
                break;
            case 2:
                RowTile<Vectors2, TActivation>.Do(count, x, depth, weights, end);
                break;
            case 3:
                RowTile<Vectors3, TActivation>.Do(count, x, depth, weights, end);
                break;
            default:
                RowTile<Vectors4, TActivation>.Do(count, x, depth, weights, end);
                break;
        }
    }
}
