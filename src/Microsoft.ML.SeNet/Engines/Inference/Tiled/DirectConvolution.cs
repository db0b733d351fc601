using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// A convolution as one matrix product: a row is a position of the output, its factors the positions under the kernel, which lie in k runs
/// of memory (Dukhan, "The Indirect Convolution Algorithm", https://arxiv.org/abs/1907.02129).
/// </summary>
internal sealed unsafe class DirectConvolution : TiledConvolution
{
    // Rows that are taken at a time: they stay in the cache while all panels of the weights pass by.
    private const int BlockRows = 16 * Tile.Rows;

    private readonly WeightPanels _weights;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _padding;

    /// <param name="weight">(C', C, k, k).</param>
    /// <param name="bias">(C').</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="padding">On all sides.</param>
    /// <param name="relu">Whether ReLU follows.</param>
    internal DirectConvolution(Tensor weight, Tensor bias, int stride, int padding, bool relu) : base(weight, bias, relu)
    {
        (_kernel, _stride, _padding) = ((int)weight.shape[2], stride, padding);
        _weights = new WeightPanels(weight, _kernel * _kernel, WeightPanels.Kernels(_kernel * _kernel));
    }

    internal override bool EndsBlocks => true;

    internal override Tensor RunAndEndBlock(Tensor input, Tensor? scale, Tensor identity)
    {
        using var scope = NewDisposeScope();
        var factors = scale is null ? ones([input.shape[0], OutputChannels]) : scale.flatten(1).contiguous(); // (N, C')
        return MapMemory.Maps(Compute(MapMemory.Rows(input), factors, MapMemory.Rows(identity))).MoveToOuterDisposeScope();
    }

    protected override Tensor Compute(Tensor rows) => Compute(rows, null, null);

    private Tensor Compute(Tensor rows, Tensor? scale, Tensor? identity)
    {
        var padded = _padding == 0 ? rows : Padded.Of(rows, _padding);
        var (height, width) = (((padded.shape[1] - _kernel) / _stride) + 1, ((padded.shape[2] - _kernel) / _stride) + 1);
        var output = empty([padded.shape[0], height, width, OutputChannels]);
        var share = new Share(this, padded, output, scale, identity);
        WorkShare.Run(share.Positions, share.Groups, _weights.Count / share.Groups, BlockRows, share.Do);
        return output;
    }

    public override void Dispose()
    {
        base.Dispose();
        _weights.Dispose();
    }

    /// <summary>What threads share of one call.</summary>
    private sealed class Share
    {
        private readonly DirectConvolution _of;
        private readonly float* _input;
        private readonly float* _identity;
        private readonly float* _scales;
        private readonly TileEnd _end;
        private readonly long _height; // of the input, as width
        private readonly long _width;
        private readonly long _outputHeight;
        private readonly long _outputWidth;

        internal Share(DirectConvolution of, Tensor input, Tensor output, Tensor? scale, Tensor? identity)
        {
            _of = of;
            _input = MapMemory.Floats(input);
            (_height, _width) = (input.shape[1], input.shape[2]);
            (_outputHeight, _outputWidth) = (output.shape[1], output.shape[2]);
            _end = of.End();
            _end.To = MapMemory.Floats(output);
            Positions = output.shape[0] * _outputHeight * _outputWidth;
            Groups = WorkShare.Groups(Positions, of.Panels);
            if (identity is null)
                return;
            _identity = MapMemory.Floats(identity);
            _scales = MapMemory.Floats(scale!);
            _end.Floor = 0;
        }

        internal long Positions { get; }

        internal int Groups { get; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Do(int group, long first, long end)
        {
            var tiles = (int)((end - first + Tile.Rows - 1) / Tile.Rows);
            var inputs = stackalloc float*[tiles * _of._kernel * Tile.Rows];
            var scales = stackalloc float*[tiles * Tile.Rows];
            for (var tile = 0; tile < tiles; tile++)
                Locate(first + (tile * Tile.Rows), end, inputs + (tile * _of._kernel * Tile.Rows), scales + (tile * Tile.Rows));
            var (from, to) = Groups == 1 ? (0, _of.Panels) : (group, group + 1);
            for (var panel = from; panel < to; panel++)
                for (var tile = 0; tile < tiles; tile++)
                    Do(panel, first + (tile * Tile.Rows), end, inputs + (tile * _of._kernel * Tile.Rows), scales + (tile * Tile.Rows));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Do(int panel, long row, long end, float** inputs, float** scales)
        {
            var channel = panel * Channels64.Count;
            var place = (row * _of.OutputChannels) + channel;
            var tileEnd = _end with
            {
                To = _end.To + place,
                Bias = _end.Bias + channel,
                Identity = _identity == null ? null : _identity + place,
                Scales = scales,
                Channel = channel,
            };
            var (rows, run) = ((int)Math.Min(Tile.Rows, end - row), (long)_of._kernel * _of.InputChannels);
            Tile.Do(rows, inputs, _of._kernel, run, _of._weights.Of(panel), tileEnd);
        }

        /// <summary>Where the factors of a tile's rows begin, tap by tap, and their pictures' scales.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Locate(long row, long end, float** inputs, float** scales)
        {
            for (var i = 0; i < Tile.Rows && row + i < end; i++)
            {
                var (line, x) = Math.DivRem((int)(row + i), (int)_outputWidth);
                var (picture, y) = Math.DivRem(line, (int)_outputHeight);
                var corner = _input + (((((picture * _height) + (y * _of._stride)) * _width) + (x * _of._stride)) * _of.InputChannels);
                for (var tap = 0; tap < _of._kernel; tap++)
                    inputs[(tap * Tile.Rows) + i] = corner + (tap * _width * _of.InputChannels);
                scales[i] = _scales + (picture * _of.OutputChannels);
            }
        }
    }
}
