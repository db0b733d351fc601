using System.Globalization;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Compute.Kernels;
using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Engines.Training;
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

    private readonly Module<Tensor, Tensor> fc;
    private readonly List<(Module<Tensor, Tensor> Convolution, Module<Tensor, Tensor> Normalization)> _stem = [];
    private readonly List<ResidualBlock[]> _stages = [];
    private readonly VariantRow _row;
    private readonly bool _isPacked;

    /// <summary>Builds the network and sets its initial weights.</summary>
    /// <param name="options">Which network.</param>
    /// <param name="seeds">The source of its initial weights: equal seeds give equal weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all of them.</exception>
    public SeResNet(NetworkOptions options, Seeds seeds) : this(options, seeds is null ? throw new ArgumentNullException(nameof(seeds)) : Layers.Trained) =>
        WeightInitialization.Apply(this, seeds);

    internal SeResNet(NetworkOptions options, Layers layers) : base(nameof(SeResNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ComputeStart.Ensure();
        Options = options;
        (IsInferenceForm, _isPacked) = (layers.IsFolded, layers.IsPacked);
        _row = VariantRow.Of(options.Variant);
        AddStem(layers);
        AddStages(layers);
        register_module(HeadName, fc = layers.FullyConnected(_row.Features, options.Classes));
    }

    /// <summary>What the network was built from.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Whether batch normalization is folded into the convolutions: such a network only predicts.</summary>
    public bool IsInferenceForm { get; }

    /// <summary>F: how many numbers <see cref="Features"/> gives for a picture.</summary>
    public int FeatureCount => _row.Features;

    internal IReadOnlyList<IReadOnlyList<ResidualBlock>> Stages => _stages;

    /// <summary>The stage that a layer or weight is in by its name, from 0; the stem counts to the first one, the head is as many as there are stages.</summary>
    internal int StageOf(string name) =>
        name.Split('.')[0] is var part && part == HeadName ? _stages.Count
        : part.StartsWith(StagePrefix, StringComparison.Ordinal) ? int.Parse(part.AsSpan(StagePrefix.Length), CultureInfo.InvariantCulture) - 1
        : 0;

    private void AddStem(Layers layers)
    {
        var channels = Options.InputChannels;
        foreach (var (to, kernel, stride) in _row.StemConvolutions)
        {
            var (convolution, normalization) = (layers.Convolution(channels, to, kernel, stride, activated: true), layers.Normalization(to));
            _stem.Add((convolution, normalization));
            register_module($"conv{_stem.Count}", convolution);
            register_module($"bn{_stem.Count}", normalization);
            channels = to;
        }
    }

    private void AddStages(Layers layers)
    {
        foreach (var options in NetworkLayout.Stages(Options))
        {
            ResidualBlock[] blocks = [.. options.Select(block => block.Build(layers))];
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

    /// <summary>What the network says of pictures before it tells classes apart: the last stage's maps, averaged over all positions.</summary>
    /// <param name="input">(N, C, H, W), normalized.</param>
    /// <returns>Features (N, F), where F is <see cref="FeatureCount"/>.</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public Tensor Features(Tensor input)
    {
        Shapes.Expect(Options.Name, input, Options.InputChannels);
        ExpectPoolable(input);
        using var scope = NewDisposeScope();
        var maps = Stem(input); // (N, 64 or 16, H/4 or H, W/4 or W)
        foreach (var stage in _stages)
            foreach (var block in stage)
                maps = Next(maps, block);
        return Means(maps).MoveToOuterDisposeScope(); // (N, F)
    }

    private Tensor Means(Tensor maps) => _isPacked && ChannelsLast.Has(maps) ? ChannelMeans.Of(maps) : _isPacked ? maps.mean(s_map, type: ScalarType.Float32) : maps.mean(s_map);

    /// <summary>The fully connected layer: (N, F) → (N, K).</summary>
    internal Tensor Head(Tensor features) =>
        // In bfloat16 libtorch would have oneDNN add the bias in the same pass, which is no safer there than ReLU: see OneDnnConvolutions.
        fc is Linear { weight.dtype: ScalarType.BFloat16, bias: { } bias } layer
            ? nn.functional.linear(features, layer.weight!).add(bias)
            : fc.call(features);

    private Tensor Stem(Tensor input)
    {
        var maps = input;
        foreach (var (convolution, normalization) in _stem)
            maps = Layers.Activated(convolution, normalization, maps); // (N, 64, 128 or 16, H/2 or H, W/2 or W)
        return _row.StemPools ? Pooled(maps) : maps;
    }

    private Tensor Pooled(Tensor maps)
    {
        var isPadded = Options.StemPooling == StemPooling.Padded;
        var (padding, size) = (isPadded ? 1 : 0, SizePooled(new MapSize(maps.shape[2], maps.shape[3])));
        if (_isPacked && ChannelsLast.Has(maps))
            return MaxPooling.Of(maps, padding, size.Height, size.Width);
        if (training && Fusion.Pool(maps, padding, size) is { } pooled)
            return pooled;
        return isPadded
            ? functional.max_pool2d(maps, 3, stride: 2, padding: 1)
            : functional.max_pool2d(maps, 3, stride: 2, ceil_mode: true);
    }

    /// <summary>Without padding a map of one row or column has nothing to pool.</summary>
    private void ExpectPoolable(Tensor input)
    {
        var size = SizeAfterStem(new MapSize(input.shape[2], input.shape[3]));
        if (size.Positions == 0)
            throw new ArgumentException($"{Options.Name} with {nameof(StemPooling)} {Options.StemPooling} takes pictures of at least 3 × 3 pixels, got ({string.Join(", ", input.shape)}).", nameof(input));
    }

    /// <summary>Runs one block and lets go of its input, which autograd keeps where it needs it.</summary>
    private static Tensor Next(Tensor maps, ResidualBlock block)
    {
        using (maps)
            return block.call(maps);
    }

    /// <summary>The map's size behind the stem, where the stages begin.</summary>
    internal MapSize SizeAfterStem(MapSize input)
    {
        var maps = SizeAfterStemConvolutions(input);
        return _row.StemPools ? SizePooled(maps) : maps;
    }

    private MapSize SizePooled(MapSize maps) => Options.StemPooling == StemPooling.Padded ? maps.Strided(2) : maps.PooledUp;

    /// <summary>The map's size behind the stem's first convolution, which alone may have a stride.</summary>
    internal MapSize SizeAfterStemConvolutions(MapSize input) => input.Strided(_row.StemConvolutions[0].Stride);

    /// <summary>The same function with each batch normalization folded into its convolution; shares nothing with this network.</summary>
    /// <returns>A network that only predicts, on the same device and of the same element type; the caller disposes it.</returns>
    public SeResNet ToInferenceForm()
    {
        if (IsInferenceForm)
            throw new InvalidOperationException("The network is in inference form already; fold the trained network instead.");
        using var state = NetworkState.Of(this);
        return InferenceForm.Of(state);
    }

    /// <summary>
    /// Overwrites weights and statistics with those of a network that is equal but perhaps for its classes. From one without squeeze and excitation
    /// those blocks take nothing.
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
    }
}
