using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>
/// A convolution of each channel by itself, in float32 on the CPU, with padding of half its kernel, bias and activation in the same pass.
/// Equal pictures give equal bits in batches of any size and on any number of threads. For any number of threads at a time.
/// </summary>
internal abstract unsafe class DepthwiseConvolution : IDisposable
{
    private const int Lanes = IVectors<Vectors1>.Lanes;

    // Multiplications that are worth a thread.
    private const long LeastProducts = 1 << 17;

    private readonly Tensor _weights;
    private readonly Tensor _bias;
    private readonly RowPanel[] _panels;
    private readonly int _channels;
    private readonly int _kernel;
    private readonly int _stride;

    /// <param name="weight">(C, 1, k, k) float32; copied, as the bias is.</param>
    /// <param name="bias">(C).</param>
    /// <param name="stride">In both directions.</param>
    protected DepthwiseConvolution(Tensor weight, Tensor bias, int stride)
    {
        (_channels, _kernel, _stride) = ((int)weight.shape[0], (int)weight.shape[2], stride);
        var taps = _kernel * _kernel;
        _panels = [.. RowPanel.Shared(_channels, taps)];
        using var scope = NewDisposeScope();
        _bias = bias.detach().clone().DetachFromDisposeScope();
        _weights = empty([_panels.Sum(panel => panel.Vectors) * Lanes * taps]).DetachFromDisposeScope();
        var from = MapMemory.Floats(weight.flatten(1).contiguous()); // (C, k·k)
        var to = MapMemory.Floats(_weights);
        foreach (var panel in _panels)
            for (var tap = 0; tap < taps; tap++)
                for (var vector = 0; vector < panel.Vectors; vector++)
                    for (var lane = 0; lane < Lanes; lane++, to++)
                        *to = from[((panel.ChannelOf(vector) + lane) * taps) + tap];
    }

    /// <summary>Makes one that has no <see cref="Obstacle"/>.</summary>
    /// <param name="weight">(C, 1, k, k) float32; copied, as the bias is.</param>
    /// <param name="bias">(C).</param>
    /// <param name="stride">In both directions.</param>
    /// <param name="activation">What follows.</param>
    internal static DepthwiseConvolution Of(Tensor weight, Tensor bias, int stride, Activation activation) => activation switch
    {
        Activation.None => new DepthwiseConvolution<NoActivation>(weight, bias, stride),
        Activation.ReLU => new DepthwiseConvolution<ReluActivation>(weight, bias, stride),
        Activation.ReLU6 => new DepthwiseConvolution<Relu6Activation>(weight, bias, stride),
        Activation.SiLU => new DepthwiseConvolution<SiluActivation>(weight, bias, stride),
        Activation.HardSwish => new DepthwiseConvolution<HardSwishActivation>(weight, bias, stride),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    /// <summary>A line of the output, so many registers of channels.</summary>
    private protected abstract void Do(int vectors, in DepthwiseLine line);

    /// <summary>Why it is not made for such a convolution or this processor; null where it is.</summary>
    /// <param name="weight">(C', C / groups, k, k).</param>
    /// <param name="groups">Of its channels.</param>
    /// <param name="padding">On either side.</param>
    internal static string? Obstacle(Tensor weight, int groups, Extent padding)
    {
        const int Multiple = 8;
        var shape = weight.shape;
        return groups == 1 || groups != shape[0] || shape[1] != 1 ? "not depthwise"
            : shape[2] != shape[3] || shape[2] % 2 == 0 || padding != Extent.Square((int)shape[2]).Half ? "not padded by half of a square"
            : weight.dtype != ScalarType.Float32 ? $"{weight.dtype}"
            : shape[0] % Multiple != 0 || shape[0] < Lanes ? $"{shape[0]} channels"
            : !Avx512F.IsSupported ? "no AVX-512"
            : null;
    }

    /// <summary>(N, C, H, W), best channels-last → (N, C, H/stride, W/stride), channels-last.</summary>
    internal Tensor Run(Tensor input)
    {
        using var scope = NewDisposeScope();
        var rows = MapMemory.Rows(input); // (N, H, W, C)
        var shape = rows.shape; // asked for once: each time it is a call into libtorch
        var (height, width) = ((int)shape[1], (int)shape[2]);
        var (outputHeight, outputWidth) = (((height - 1) / _stride) + 1, ((width - 1) / _stride) + 1);
        var output = empty([shape[0], outputHeight, outputWidth, _channels]);
        var maps = new Maps((IntPtr)MapMemory.Floats(rows), (IntPtr)MapMemory.Floats(output), height, width, outputHeight, outputWidth);
        var products = (long)outputWidth * _channels * _kernel * _kernel;
        var (lines, least) = (shape[0] * outputHeight, Math.Max(1, LeastProducts * _panels.Length / products));
        ComputeTeam.Run(lines * _panels.Length, least, (first, end) =>
        {
            for (var item = first; item < end; item++)
            {
                var (line, panel) = Math.DivRem(item, _panels.Length);
                DoLine(_panels[panel], maps, line);
            }
        });
        return MapMemory.Maps(output).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _weights.Dispose();
        _bias.Dispose();
    }

    /// <summary>One line of the output, of all pictures' lines, and one panel of channels.</summary>
    private void DoLine(RowPanel panel, Maps maps, long line)
    {
        var (picture, y) = Math.DivRem(line, maps.OutputHeight);
        var top = ((int)y * _stride) - (_kernel / 2);
        var (firstTap, endTap) = (Math.Max(0, -top), Math.Min(_kernel, maps.Height - top));
        var work = new DepthwiseLine
        {
            Input = (float*)maps.Input + ((((picture * maps.Height) + top) * maps.Width * _channels) + panel.First),
            Output = (float*)maps.Output + ((line * maps.OutputWidth * _channels) + panel.First),
            Weights = MapMemory.Floats(_weights) + panel.Offset,
            Bias = MapMemory.Floats(_bias) + panel.First,
            Last = panel.Last,
            FirstTap = firstTap,
            EndTap = endTap,
            Width = maps.Width,
            OutputWidth = maps.OutputWidth,
            Channels = _channels,
            Kernel = _kernel,
            Stride = _stride,
        };
        Do(panel.Vectors, work);
    }

    /// <summary>All maps of a call.</summary>
    private readonly record struct Maps(IntPtr Input, IntPtr Output, int Height, int Width, int OutputHeight, int OutputWidth);
}

/// <summary>One with a certain activation.</summary>
/// <typeparam name="TActivation">What follows.</typeparam>
internal sealed unsafe class DepthwiseConvolution<TActivation>(Tensor weight, Tensor bias, int stride)
    : DepthwiseConvolution(weight, bias, stride)
    where TActivation : struct, IVectorActivation
{
    private const int Lanes = IVectors<Vectors1>.Lanes;

    private protected override void Do(int vectors, in DepthwiseLine line)
    {
        switch (vectors)
        {
            case 1:
                Do<Vectors1>(line);
                break;
            case 2:
                Do<Vectors2>(line);
                break;
            case 3:
                Do<Vectors3>(line);
                break;
            default:
                Do<Vectors4>(line);
                break;
        }
    }

    // Optimized at once: a scoring process may not live long enough for the runtime to find out that this is worth it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Do<T>(in DepthwiseLine line) where T : struct, IVectors<T>
    {
        const int Together = 4;
        var half = line.Kernel / 2;
        // Those between see all columns of the kernel.
        var firstInside = Math.Min((half + line.Stride - 1) / line.Stride, line.OutputWidth);
        var endInside = line.Width < line.Kernel
            ? firstInside
            : Math.Max(firstInside, ((line.Width - line.Kernel + half) / line.Stride) + 1);
        var x = 0;
        for (; x < firstInside; x++)
            One<T>(line, x);
        for (; x + Together <= endInside; x += Together)
            Four<T>(line, x);
        if (x < endInside && endInside - Together >= firstInside)
        {
            Four<T>(line, endInside - Together); // some of them once more: so four cost less than those one by one
            x = endInside;
        }
        for (; x < line.OutputWidth; x++)
            One<T>(line, x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(in DepthwiseLine line, int x) where T : struct, IVectors<T>
    {
        nint step = (nint)line.Stride * line.Channels;
        T sum0 = T.Load(line.Bias, line.Last), sum1 = sum0, sum2 = sum0, sum3 = sum0;
        for (var row = line.FirstTap; row < line.EndTap; row++)
        {
            var from = line.Input + ((((nint)row * line.Width) + ((x * line.Stride) - (line.Kernel / 2))) * line.Channels);
            var weights = line.Weights + ((nint)row * line.Kernel * T.Count * Lanes);
            for (var column = 0; column < line.Kernel; column++, from += line.Channels, weights += T.Count * Lanes)
            {
                var weight = T.Load(weights);
                sum0 = sum0.PlusProduct(T.Load(from, line.Last), weight);
                sum1 = sum1.PlusProduct(T.Load(from + step, line.Last), weight);
                sum2 = sum2.PlusProduct(T.Load(from + (2 * step), line.Last), weight);
                sum3 = sum3.PlusProduct(T.Load(from + (3 * step), line.Last), weight);
            }
        }
        var to = line.Output + ((nint)x * line.Channels);
        sum0.Activated<TActivation>().Store(to, line.Last);
        sum1.Activated<TActivation>().Store(to + line.Channels, line.Last);
        sum2.Activated<TActivation>().Store(to + (2 * (nint)line.Channels), line.Last);
        sum3.Activated<TActivation>().Store(to + (3 * (nint)line.Channels), line.Last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T>(in DepthwiseLine line, int x) where T : struct, IVectors<T>
    {
        var left = (x * line.Stride) - (line.Kernel / 2);
        var (firstColumn, endColumn) = (Math.Max(0, -left), Math.Min(line.Kernel, line.Width - left));
        var sum = T.Load(line.Bias, line.Last);
        for (var row = line.FirstTap; row < line.EndTap; row++)
            for (var column = firstColumn; column < endColumn; column++)
            {
                var from = line.Input + ((((nint)row * line.Width) + left + column) * line.Channels);
                var weights = line.Weights + ((((nint)row * line.Kernel) + column) * T.Count * Lanes);
                sum = sum.PlusProduct(T.Load(from, line.Last), T.Load(weights));
            }
        sum.Activated<TActivation>().Store(line.Output + ((nint)x * line.Channels), line.Last);
    }
}

/// <summary>What a line of the output is made from: where its window's first line begins, which may be above the map.</summary>
internal unsafe struct DepthwiseLine
{
    internal float* Input;
    internal float* Output;
    internal float* Weights;
    internal float* Bias;

    /// <summary>Where the last register begins.</summary>
    internal nint Last;

    /// <summary>The first line of the kernel that is over the map, and the one behind the last.</summary>
    internal int FirstTap;

    internal int EndTap;
    internal int Width;
    internal int OutputWidth;
    internal int Channels;
    internal int Kernel;
    internal int Stride;
}
