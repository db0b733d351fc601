namespace Microsoft.ML.SeNet.Network.Graph;

/// <summary>What a node of a network computes, as data. Maps are (N, C, H, W).</summary>
internal abstract record Operation;

/// <summary>The pictures that come in.</summary>
internal sealed record InputOperation : Operation;

/// <summary>A convolution, behind it batch normalization where it has one, and the activation.</summary>
/// <param name="From">C.</param>
/// <param name="To">C'.</param>
/// <param name="Kernel">Sides of the kernel.</param>
/// <param name="Stride">In both directions.</param>
/// <param name="Padding">Zeros on either side.</param>
/// <param name="Groups">Of its channels.</param>
internal sealed record ConvolutionOperation(int From, int To, Extent Kernel, int Stride, Extent Padding, int Groups) : Operation
{
    /// <summary>The batch normalization behind it, by its name in the state dictionary; null where there is none.</summary>
    internal string? Normalization { get; init; }

    /// <summary>Whether it adds a bias of its own.</summary>
    internal bool HasBias { get; init; }

    internal Activation Activation { get; init; }

    /// <summary>The size that goes out for one that comes in; 0 where nothing does.</summary>
    internal Extent OutputOf(Extent input) => new(
        GraphSizes.Slid(input.Height, Kernel.Height, Stride, Padding.Height),
        GraphSizes.Slid(input.Width, Kernel.Width, Stride, Padding.Width));
}

/// <summary>Batch normalization that no convolution is before, and the activation.</summary>
internal sealed record NormalizationOperation(Activation Activation) : Operation;

/// <summary>An activation alone.</summary>
internal sealed record ActivationOperation(Activation Activation) : Operation;

/// <summary>The largest or the mean of the positions under a window.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Kernel">Side of the window.</param>
/// <param name="Stride">In both directions.</param>
/// <param name="Padding">On all sides.</param>
internal sealed record PoolingOperation(PoolingKind Kind, int Kernel, int Stride, int Padding) : Operation
{
    /// <summary>Whether sizes are rounded up, so that a window may reach beyond the map.</summary>
    internal bool RoundsUp { get; init; }

    /// <summary>
    /// Whether a window begins at every stride-th place, so that sizes are those of a padded convolution beside it; what reaches beyond the
    /// map does not count. Of maps of even size the same as <see cref="RoundsUp"/>.
    /// </summary>
    internal bool BeginsEverywhere { get; init; }

    /// <summary>Whether a mean counts the zeros of the padding.</summary>
    internal bool CountsPadding { get; init; } = true;
}

/// <summary>Means over parts of equal size, as nearly as there are: (N, C, H, W) → (N, C, S, S); over the whole map where S is 1.</summary>
/// <param name="Side">S.</param>
internal sealed record AdaptivePoolingOperation(int Side) : Operation;

/// <summary>Squeeze and excitation of the whole input (Hu et al., https://arxiv.org/abs/1709.01507).</summary>
/// <param name="HiddenUnits">Of its hidden layer.</param>
internal sealed record ExcitationOperation(int HiddenUnits) : Operation;

/// <summary>activation(scale · branch + identity), of the inputs branch and identity.</summary>
/// <param name="Scale">Of the branch.</param>
/// <param name="Activation">Of the sum.</param>
internal sealed record SumOperation(float Scale = 1, Activation Activation = Activation.None) : Operation
{
    /// <summary>
    /// In training, how often a picture's branch is left out; the others grow by as much (stochastic depth, Huang et al.,
    /// https://arxiv.org/abs/1603.09382, as EfficientNets have it).
    /// </summary>
    internal double DropRate { get; init; }
}

/// <summary>The channels of all inputs one behind the other, and the activation.</summary>
internal sealed record ConcatenationOperation(Activation Activation = Activation.None) : Operation;

/// <summary>Channels g·(C/G) + i go to i·G + g (Zhang et al., https://arxiv.org/abs/1707.01083, section 3.1).</summary>
/// <param name="Groups">G.</param>
internal sealed record ShuffleOperation(int Groups) : Operation;

/// <summary>
/// Half of each of two branches; in training α of the one and 1 − α of the other, with an α in [0, 1) for each picture, and another one on
/// the way back (Gastaldi, https://arxiv.org/abs/1705.07485, "Shake-Shake-Image").
/// </summary>
internal sealed record ShakeOperation : Operation;

/// <summary>Row and column i are those of number stride · i + offset; zeros where there is none.</summary>
/// <param name="Offset">0 or 1.</param>
/// <param name="Stride">In both directions.</param>
internal sealed record SamplingOperation(int Offset, int Stride) : Operation;

/// <summary>In training, zeros in random places, the other numbers larger by as much (Srivastava et al., 2014).</summary>
/// <param name="Rate">How often a number becomes zero.</param>
internal sealed record DropoutOperation(double Rate) : Operation;

/// <summary>Height and width, in pixels.</summary>
internal readonly record struct Extent(int Height, int Width)
{
    internal static Extent Square(int side) => new(side, side);

    /// <summary>H·W.</summary>
    internal long Positions => (long)Height * Width;

    /// <summary>The padding that keeps a map's size where the stride is 1 and this is the kernel.</summary>
    internal Extent Half => new(Height / 2, Width / 2);
}

/// <summary>Functions of each number by itself.</summary>
internal enum Activation
{
    /// <summary>x.</summary>
    None,

    /// <summary>max(x, 0).</summary>
    ReLU,

    /// <summary>min(max(x, 0), 6).</summary>
    ReLU6,

    /// <summary>x · σ(x).</summary>
    SiLU,

    /// <summary>x · min(max(x + 3, 0), 6) / 6 (Howard et al., https://arxiv.org/abs/1905.02244, section 5.2).</summary>
    HardSwish,
}

/// <summary>What a window makes of what is under it.</summary>
internal enum PoolingKind
{
    Largest,
    Mean,
}
