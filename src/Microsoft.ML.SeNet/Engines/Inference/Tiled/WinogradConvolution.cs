using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// A 3×3 convolution of stride 1 by <see cref="WinogradTransform"/>: 36 matrix products, of a quarter of the multiplications in all.
/// </summary>
internal sealed unsafe class WinogradConvolution : TiledConvolution
{
    /// <summary>Of a thread's transformed input, which stays in its cache while the weights pass by.</summary>
    private const int BlockBytes = 768 * 1024;

    private readonly WeightPanels _weights;

    /// <param name="weight">(C', C, 3, 3).</param>
    /// <param name="bias">(C').</param>
    /// <param name="relu">Whether ReLU follows.</param>
    internal WinogradConvolution(Tensor weight, Tensor bias, bool relu) : base(weight, bias, relu) =>
        _weights = new WeightPanels(weight, WinogradTransform.Points, WinogradTransform.OfWeights);

    /// <summary>Why another kernel is better for such a convolution, or this one is not made for it; null where it is best.</summary>
    internal static string? Obstacle(Tensor weight, int stride, int padding) =>
        weight.shape[2] != 3 || padding != 1 ? $"{weight.shape[2]}×{weight.shape[3]}"
        : stride != 1 ? $"stride {stride}"
        : weight.shape[1] % WinogradTransform.Lanes != 0 ? $"{weight.shape[1]} input channels, not {WinogradTransform.Lanes}·n"
        : null;

    protected override Tensor Compute(Tensor rows)
    {
        using var nothing = zeros([InputChannels]);
        var output = empty([rows.shape[0], rows.shape[1], rows.shape[2], OutputChannels]);
        var share = new Share(this, rows, nothing, output);
        var products = (long)WinogradTransform.Points * InputChannels * OutputChannels / share.Groups;
        WorkShare.Run(share.Tiles, share.Groups, products, share.BlockTiles, share.Do);
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
        private const int OutputPoints = WinogradTransform.OutputSide * WinogradTransform.OutputSide;

        private readonly WinogradConvolution _of;
        private readonly float* _input;
        private readonly float* _zeros;
        private readonly float* _output;
        private readonly TileEnd _end;
        private readonly int _height;
        private readonly int _width;
        private readonly int _down; // tiles of a picture, as across
        private readonly int _across;

        internal Share(WinogradConvolution of, Tensor input, Tensor zeros, Tensor output)
        {
            _of = of;
            _input = MapMemory.Floats(input);
            _zeros = MapMemory.Floats(zeros);
            _output = MapMemory.Floats(output);
            _end = of.End();
            (_height, _width) = ((int)input.shape[1], (int)input.shape[2]);
            (_down, _across) = (TilesAlong(_height), TilesAlong(_width));
            Tiles = input.shape[0] * _down * _across;
            Groups = WorkShare.FewGroups(Tiles, of.Panels);
            BlockTiles = Math.Max(1, BlockBytes / (WinogradTransform.Points * of.InputChannels * sizeof(float) * Tile.Rows)) * Tile.Rows;
        }

        internal long Tiles { get; }

        private static int TilesAlong(int side) => (side + WinogradTransform.OutputSide - 1) / WinogradTransform.OutputSide;

        internal int Groups { get; }

        internal int BlockTiles { get; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Do(int group, long first, long end)
        {
            var count = (int)(end - first);
            // A cache's line more than the numbers, lest the 36 results of a tile fight for one place.
            var stride = (count * _of.InputChannels) + WinogradTransform.Lanes;
            var productStride = (count * Channels64.Count) + WinogradTransform.Lanes;
            var memory = ArrayPool<float>.Shared.Rent((WinogradTransform.Points * (stride + productStride)) + WinogradTransform.Lanes);
            fixed (float* start = memory)
            {
                var transformed = (float*)(((nint)start + 63) & ~63);
                var products = transformed + (WinogradTransform.Points * stride);
                for (var tile = 0; tile < count; tile++)
                    Transform(first + tile, transformed + (tile * _of.InputChannels), stride);
                var (from, to) = (_of.Panels * group / Groups, _of.Panels * (group + 1) / Groups);
                for (var panel = from; panel < to; panel++)
                {
                    for (var point = 0; point < WinogradTransform.Points; point++)
                        Multiply(transformed + (point * stride), _of._weights.Of(panel, point), products + (point * productStride), count);
                    for (var tile = 0; tile < count; tile++)
                        Finish(first + tile, panel, products + (tile * Channels64.Count), productStride);
                }
            }
            ArrayPool<float>.Shared.Return(memory);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Multiply(float* input, float* weights, float* products, int count)
        {
            var rows = stackalloc float*[Tile.Rows];
            for (var tile = 0; tile < count; tile += Tile.Rows)
            {
                var some = Math.Min(Tile.Rows, count - tile);
                for (var i = 0; i < some; i++)
                    rows[i] = input + ((tile + i) * _of.InputChannels);
                var to = products + (tile * Channels64.Count);
                var end = new TileEnd { To = to, Stride = Channels64.Count, Floor = float.NegativeInfinity };
                Tile.Do(some, rows, 1, _of.InputChannels, weights, end);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Transform(long tile, float* to, long stride)
        {
            var from = stackalloc float*[WinogradTransform.Points];
            var (picture, top, left) = Place(tile);
            for (var y = 0; y < WinogradTransform.Side; y++)
                for (var x = 0; x < WinogradTransform.Side; x++)
                {
                    var (row, column) = (top + y - 1, left + x - 1);
                    var isInside = (uint)row < (uint)_height && (uint)column < (uint)_width;
                    from[(y * WinogradTransform.Side) + x] =
                        isInside ? _input + (((((picture * _height) + row) * _width) + column) * _of.InputChannels) : _zeros;
                }
            WinogradTransform.OfInput(from, _of.InputChannels, to, stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Finish(long tile, int panel, float* products, long stride)
        {
            var to = stackalloc float*[OutputPoints];
            var (picture, top, left) = Place(tile);
            var channel = panel * Channels64.Count;
            for (var y = 0; y < WinogradTransform.OutputSide; y++)
                for (var x = 0; x < WinogradTransform.OutputSide; x++)
                {
                    var isInside = top + y < _height && left + x < _width;
                    to[(y * WinogradTransform.OutputSide) + x] = isInside
                        ? _output + (((((picture * _height) + top + y) * _width) + left + x) * _of.OutputChannels) + channel
                        : null;
                }
            WinogradTransform.OfOutput(products, stride, Channels64.Count, _end.Bias + channel, _end.Floor, to);
        }

        private (long Picture, int Top, int Left) Place(long tile)
        {
            var (line, across) = Math.DivRem((int)tile, _across);
            var (picture, down) = Math.DivRem(line, _down);
            return (picture, down * WinogradTransform.OutputSide, across * WinogradTransform.OutputSide);
        }
    }
}
