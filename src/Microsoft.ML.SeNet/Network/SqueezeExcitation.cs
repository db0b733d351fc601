using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Squeeze and excitation (Hu et al., https://arxiv.org/abs/1709.01507): z = mean of each channel over H·W (eq. 2),
/// s = σ(W₂·ReLU(W₁·z)) (eq. 3), output = s·input, channel by channel (eq. 4). Input and output: (N, C, H, W).
/// The same in training and evaluation. Fits behind any convolution, in any network.
/// </summary>
public sealed class SqueezeExcitation : Module<Tensor, Tensor>
{
    private static readonly long[] s_map = [2, 3];

    // Named as in the state dictionary: TorchSharp registers layers by the names of their fields. As 1×1 convolutions they serve
    // pooled and whole maps alike; weights (R, C, 1, 1) and (C, R, 1, 1).
    private readonly Module<Tensor, Tensor> fc1;
    private readonly Module<Tensor, Tensor> fc2;
    private readonly SqueezeExcitationOptions _options;
    private readonly bool _isPacked;

    /// <summary>Makes the block for maps of <paramref name="channels"/> channels.</summary>
    /// <param name="channels">C, at least 1.</param>
    /// <param name="options">Reduction ratio, squeeze, gate, bias and rounding; the paper's where null. Placement and stages are the network's affair.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message lists all of them.</exception>
    public SqueezeExcitation(int channels, SqueezeExcitationOptions? options = null) : this(channels, options, Layers.Trained)
    {
    }

    /// <param name="channels">C.</param>
    /// <param name="options">The paper's where null.</param>
    /// <param name="layers">Makes the two layers.</param>
    /// <param name="composed">Channels of the maps before the 1×1 convolution, where the first layer has taken that in; null where it has not.</param>
    internal SqueezeExcitation(int channels, SqueezeExcitationOptions? options, Layers layers, int? composed = null) : base(nameof(SqueezeExcitation))
    {
        (_options, _isPacked) = (options ?? new SqueezeExcitationOptions(), layers.IsPacked);
        var faults = new Faults(nameof(SqueezeExcitation));
        faults.Require(channels >= 1, nameof(channels), "1 or more", channels);
        _options.Check(faults);
        faults.ThrowIfAny(channels < 1 ? nameof(channels) : nameof(options));

        ComputeStart.Ensure();
        Channels = channels;
        HiddenUnits = _options.HiddenUnits(channels);
        using var scope = NewDisposeScope(); // Conv2d leaves a temporary tensor behind where it sets its bias
        fc1 = layers.Excitation(composed ?? channels, HiddenUnits, _options.Bias || composed is not null, Pools);
        fc2 = layers.Excitation(HiddenUnits, channels, _options.Bias, Pools);
        RegisterComponents();
    }

    /// <summary>C: the channels that are scaled.</summary>
    public int Channels { get; }

    /// <summary>R: the units of the hidden layer.</summary>
    public int HiddenUnits { get; }

    /// <summary>Whether the layers act on pooled channels (1×1) instead of the whole map.</summary>
    internal bool Pools => _options.Squeeze != SeSqueeze.None;

    /// <summary>Whether it pools by the mean and gates by the logistic function, as the paper does.</summary>
    internal bool IsStandard => _options is { Squeeze: SeSqueeze.Average, Gate: SeGate.Sigmoid };

    /// <summary>W₁ (R, C, 1, 1), b₁, W₂ (C, R, 1, 1), b₂; null for a bias that is not there. They stay the layers'.</summary>
    internal Tensor?[] Weights => [fc1.get_parameter("weight"), fc1.get_parameter("bias"), fc2.get_parameter("weight"), fc2.get_parameter("bias")];

    /// <summary>Scales each channel of each picture.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <returns>A new tensor (N, C, H, W).</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public override Tensor forward(Tensor input)
    {
        Shapes.Expect(nameof(SqueezeExcitation), input, Channels);
        using var scope = NewDisposeScope();
        return input.mul(Scale(input).to(input.dtype)).MoveToOuterDisposeScope(); // (N, C, H, W)
    }

    /// <summary>The factors of the channels, s (eq. 3).</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <returns>(N, C, 1, 1); without squeeze (N, C, H, W). In a packed network float32, whatever the input is.</returns>
    internal Tensor Scale(Tensor input)
    {
        using var scope = NewDisposeScope();
        var squeezed = Squeezed(input); // (N, C, 1, 1)
        var hidden = fc1.call(_isPacked ? squeezed.to(ScalarType.Float32) : squeezed).relu_(); // (N, R, 1, 1)
        return Gated(fc2.call(hidden)).MoveToOuterDisposeScope(); // (N, C, 1, 1)
    }

    private Tensor Squeezed(Tensor input) => _options.Squeeze switch
    {
        SeSqueeze.Average when _isPacked && ChannelsLast.Has(input) => ChannelMeans.Of(input).view(input.shape[0], input.shape[1], 1, 1),
        SeSqueeze.Average => input.mean(s_map, keepdim: true), // (N, C, 1, 1)
        SeSqueeze.Max => input.amax(s_map, keepdim: true), // (N, C, 1, 1)
        _ => input, // (N, C, H, W)
    };

    private Tensor Gated(Tensor excitation) => _options.Gate switch
    {
        SeGate.Sigmoid => excitation.sigmoid_(),
        SeGate.ReLU => excitation.relu_(),
        _ => excitation.tanh_(),
    };
}
