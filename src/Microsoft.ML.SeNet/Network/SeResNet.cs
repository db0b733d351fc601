using System.Globalization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet;

/// <summary>
/// A residual network with squeeze and excitation (Hu et al., https://arxiv.org/abs/1709.01507): stem, stages of residual blocks,
/// global average pooling, one fully connected layer. Pictures (N, 3, H, W) → logits (N, K).
/// Parameter names are those of timm's <c>seresnet*</c>: <c>layer1.0.conv1.weight</c>, <c>layer1.0.se.fc1.weight</c>, <c>fc.weight</c>.
/// </summary>
public sealed class SeResNet : Module<Tensor, Tensor>
{
    internal const string HeadName = "fc";

    internal const string StagePrefix = "layer";

    private static readonly long[] s_map = [2, 3];

    private readonly Linear fc;
    private readonly List<(SafeConvolution Convolution, BatchNorm2d Normalization)> _stem = [];
    private readonly List<ResidualBlock[]> _stages = [];
    private readonly VariantRow _row;
    private readonly INetworkPasses _passes;

    /// <summary>Builds the network and sets its initial weights.</summary>
    /// <param name="options">Which network.</param>
    /// <param name="seed">Of its initial weights: equal seeds give equal weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all of them.</exception>
    public SeResNet(NetworkOptions options, long seed) : this(options, new Seeds(seed))
    {
    }

    internal SeResNet(NetworkOptions options, Seeds seeds) : this(options, CPU) => WeightInitialization.Apply(this, seeds);

    /// <summary>A network whose weights are yet to be written; on the meta device, one of names and shapes alone.</summary>
    internal SeResNet(NetworkOptions options, Device device, INetworkPasses? passes = null) : base(nameof(SeResNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ComputeStart.Ensure();
        Options = options;
        _row = VariantRow.Of(options.Variant);
        _passes = passes ?? INetworkPasses.Chosen;
        AddStem(device);
        AddStages(device);
        register_module(HeadName, fc = Linear(_row.Features, options.Classes, device: device));
    }

    /// <summary>What the network was built from.</summary>
    public NetworkOptions Options { get; }

    /// <summary>F: how many numbers <see cref="Features"/> gives for a picture.</summary>
    public int FeatureCount => _row.Features;

    internal IReadOnlyList<IReadOnlyList<ResidualBlock>> Stages => _stages;

    /// <summary>
    /// The stage that a layer or weight is in by its name, from 0; the stem counts to the first one, the head is as many as there are
    /// stages.
    /// </summary>
    internal int StageOf(string name) =>
        name.Split('.')[0] is var part && part == HeadName ? _stages.Count
        : !part.StartsWith(StagePrefix, StringComparison.Ordinal) ? 0
        : int.Parse(part.AsSpan(StagePrefix.Length), CultureInfo.InvariantCulture) - 1;

    private void AddStem(Device device)
    {
        var channels = Options.InputChannels;
        foreach (var (to, kernel, stride) in _row.StemConvolutions)
        {
            var convolution = new SafeConvolution(channels, to, kernel, stride, device: device);
            var normalization = BatchNorm2d(to, device: device);
            _stem.Add((convolution, normalization));
            register_module($"conv{_stem.Count}", convolution);
            register_module($"bn{_stem.Count}", normalization);
            channels = to;
        }
    }

    private void AddStages(Device device)
    {
        foreach (var options in NetworkLayout.Stages(Options))
        {
            ResidualBlock[] blocks = [.. options.Select(block => block.Build(device, _passes))];
            _stages.Add(blocks);
            register_module($"{StagePrefix}{_stages.Count}", Sequential(blocks));
        }
    }

    /// <summary>Scores a batch of pictures.</summary>
    /// <param name="input">(N, C, H, W), normalized.</param>
    /// <returns>Logits (N, K).</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public override Tensor forward(Tensor input)
    {
        using var features = Features(input); // (N, C)
        return Head(features); // (N, K)
    }

    /// <summary>
    /// What the network says of pictures before it tells classes apart: the last stage's maps, averaged over all positions.
    /// </summary>
    /// <param name="input">(N, C, H, W), normalized.</param>
    /// <returns>Features (N, F), where F is <see cref="FeatureCount"/>.</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public Tensor Features(Tensor input)
    {
        Shapes.ExpectPictures(Options, input);
        using var scope = NewDisposeScope();
        var maps = Stem(input); // (N, 64, 128 or 16, H/4 or H, W/4 or W)
        foreach (var stage in _stages)
            foreach (var block in stage)
                maps = Next(maps, block);
        return maps.mean(s_map).MoveToOuterDisposeScope(); // (N, F)
    }

    /// <summary>The fully connected layer: (N, F) → (N, K).</summary>
    internal Tensor Head(Tensor features) =>
        // In bfloat16 libtorch would have oneDNN add the bias in the same pass, which oneDNN 3.7.1 does not do safely.
        fc is { weight: { dtype: ScalarType.BFloat16 } weight, bias: { } bias }
            ? functional.linear(features, weight).add(bias)
            : fc.call(features);

    /// <summary>Overwrites the fully connected layer: (K, F) and (K).</summary>
    internal void SetHead(Tensor weight, Tensor bias)
    {
        fc.weight.copy_(weight);
        fc.bias!.copy_(bias);
    }

    private Tensor Stem(Tensor input)
    {
        var maps = input;
        foreach (var (convolution, normalization) in _stem)
            maps = _passes.ConvNormRelu(convolution, normalization, maps); // (N, 64, 128 or 16, H/2 or H, W/2 or W)
        return _row.StemPools ? _passes.Pool(maps, Options.StemPooling, training) : maps; // (N, 64, 128 or 16, H/4 or H, W/4 or W)
    }

    /// <summary>Runs one block and lets go of its input, which autograd keeps where it needs it.</summary>
    private static Tensor Next(Tensor maps, ResidualBlock block)
    {
        using (maps)
            return block.call(maps);
    }

    /// <summary>
    /// Overwrites weights and statistics with those of a network that is equal but perhaps for its classes. From one without squeeze and
    /// excitation those blocks take nothing, and begin as the identity where they can (<see cref="IdentityStart"/>).
    /// </summary>
    internal void CopyState(SeResNet from, bool includesHead)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var state = from.state_dict();
        var isPlain = from.Options.Canonical.SqueezeExcitation is null;
        foreach (var (name, tensor) in state_dict())
            if ((includesHead || StageOf(name) < _stages.Count) && !(isPlain && name.Contains(".se.", StringComparison.Ordinal)))
                tensor.copy_(state[name]);
        if (isPlain && Options.Canonical.SqueezeExcitation is { } se && IdentityStart.IsPossible(se))
            IdentityStart.Apply(this);
    }
}
