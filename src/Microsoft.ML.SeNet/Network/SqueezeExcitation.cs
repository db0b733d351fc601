using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;
using TorchSharp.Modules;
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
    private readonly Conv2d fc1;
    private readonly Conv2d fc2;
    private readonly SqueezeExcitationOptions _options;

    /// <summary>Makes the block for maps of <paramref name="channels"/> channels.</summary>
    /// <param name="channels">C, at least 1.</param>
    /// <param name="options">Reduction ratio, squeeze, gate, bias and rounding; the paper's where null. Placement and stages are the
    /// network's affair.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message lists all of them.</exception>
    public SqueezeExcitation(int channels, SqueezeExcitationOptions? options = null) : this(channels, options, CPU)
    {
    }

    internal SqueezeExcitation(int channels, SqueezeExcitationOptions? options, Device device)
        : this(channels, hiddenUnits: null, options, device)
    {
    }

    /// <summary>With a hidden layer of so many units, where not the channels that are scaled decide about it.</summary>
    internal SqueezeExcitation(int channels, int? hiddenUnits, SqueezeExcitationOptions? options, Device device)
        : base(nameof(SqueezeExcitation))
    {
        _options = options ?? new SqueezeExcitationOptions();
        var faults = new Faults(nameof(SqueezeExcitation));
        faults.Require(channels >= 1, nameof(channels), "1 or more", channels);
        _options.Check(faults);
        faults.ThrowIfAny(channels < 1 ? nameof(channels) : nameof(options));

        ComputeStart.Ensure();
        Channels = channels;
        HiddenUnits = hiddenUnits ?? _options.HiddenUnits(channels);
        using var scope = NewDisposeScope(); // Conv2d leaves a temporary tensor behind where it sets its bias
        fc1 = Conv2d(channels, HiddenUnits, 1, bias: _options.Bias, device: device);
        fc2 = Conv2d(HiddenUnits, channels, 1, bias: _options.Bias, device: device);
        RegisterComponents();
    }

    /// <summary>C: the channels that are scaled.</summary>
    public int Channels { get; }

    /// <summary>R: the units of the hidden layer.</summary>
    public int HiddenUnits { get; }

    /// <summary>Whether the layers act on pooled channels (1×1) instead of the whole map.</summary>
    internal bool Pools => _options.Squeeze != SeSqueeze.None;

    /// <summary>Whether it pools by the mean, rectifies, and gates by the logistic function, as the paper does.</summary>
    internal bool IsStandard =>
        _options is { Squeeze: SeSqueeze.Average, Gate: SeGate.Sigmoid, Activation: SeActivation.ReLU };

    /// <summary>W₁ (R, C, 1, 1), b₁, W₂ (C, R, 1, 1), b₂; null for a bias that is not there. They stay the layers'.</summary>
    internal Tensor?[] Weights => [fc1.weight, fc1.bias, fc2.weight, fc2.bias];

    /// <summary>Lets all scales begin as what the gate makes of a bias, which is 0 where the layers have none.</summary>
    internal void Begin(float bias)
    {
        fc2.weight.zero_();
        fc2.bias?.fill_(bias);
    }

    /// <summary>Scales each channel of each picture.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <returns>A new tensor (N, C, H, W).</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public override Tensor forward(Tensor input)
    {
        Shapes.Expect(nameof(SqueezeExcitation), input, Channels);
        using var scope = NewDisposeScope();
        return input.mul(Factors(input)).MoveToOuterDisposeScope(); // (N, C, H, W)
    }

    /// <summary>The factors of the channels, s (eq. 3): (N, C, H, W) → (N, C, 1, 1); without squeeze (N, C, H, W).</summary>
    private Tensor Factors(Tensor input)
    {
        var hidden = Activated(fc1.call(Squeezed(input, _options.Squeeze).to(fc1.weight.dtype)), _options.Activation); // (N, R, 1, 1)
        return Gated(fc2.call(hidden), _options.Gate); // (N, C, 1, 1)
    }

    /// <summary>z (eq. 2).</summary>
    internal static Tensor Squeezed(Tensor input, SeSqueeze squeeze) => squeeze switch
    {
        SeSqueeze.Average => input.mean(s_map, keepdim: true), // (N, C, 1, 1)
        SeSqueeze.Max => input.amax(s_map, keepdim: true), // (N, C, 1, 1)
        SeSqueeze.None => input, // (N, C, H, W)
        _ => throw new ArgumentOutOfRangeException(nameof(squeeze), squeeze, null),
    };

    /// <summary>δ of what the first layer puts out, which may be overwritten.</summary>
    internal static Tensor Activated(Tensor hidden, SeActivation activation) => activation switch
    {
        SeActivation.ReLU => hidden.relu_(),
        SeActivation.SiLU => functional.silu(hidden, inplace: false),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, null),
    };

    /// <summary>s of what the second layer puts out, which may be overwritten.</summary>
    internal static Tensor Gated(Tensor excitation, SeGate gate) => gate switch
    {
        SeGate.Sigmoid => excitation.sigmoid_(),
        SeGate.ReLU => excitation.relu_(),
        SeGate.Tanh => excitation.tanh_(),
        SeGate.HardSigmoid => functional.hardsigmoid(excitation, inplace: false),
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, null),
    };
}
