using Microsoft.ML.SeNet.Common;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// A residual network with squeeze and excitation (Hu et al., https://arxiv.org/abs/1709.01507): stem, stages of residual blocks,
/// global average pooling, one fully connected layer. Pictures (N, 3, H, W) → logits (N, K).
/// Parameter names are those of timm's <c>seresnet*</c>: <c>layer1.0.conv1.weight</c>, <c>layer1.0.se.fc1.weight</c>, <c>fc.weight</c>.
/// </summary>
public sealed class SeResNet : Module<Tensor, Tensor>
{
    private static readonly long[] s_map = [2, 3];

    // Named as in the state dictionary: TorchSharp registers layers by the names of their fields, stages by ours.
    private readonly Module<Tensor, Tensor> conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly Module<Tensor, Tensor> fc;
    private readonly List<ResidualBlock[]> _stages = [];
    private readonly VariantRow _row;

    /// <summary>Builds the network and sets its initial weights.</summary>
    /// <param name="options">Which network.</param>
    /// <param name="seeds">The source of its initial weights: equal seeds give equal weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all of them.</exception>
    public SeResNet(NetworkOptions options, Seeds seeds) : this(options, seeds is null ? throw new ArgumentNullException(nameof(seeds)) : Layers.Trained) =>
        WeightInitialisation.Apply(this, seeds);

    internal SeResNet(NetworkOptions options, Layers layers) : base(nameof(SeResNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        IsInferenceForm = layers.IsFolded;
        _row = VariantRow.Of(options.Variant);
        var stem = _row.FirstPlanes;
        using var scope = NewDisposeScope();
        register_module("conv1", conv1 = _row.Stem == StemKind.ImageNet
            ? layers.Convolution(options.InputChannels, stem, _row.StemKernel, 2)
            : layers.Convolution(options.InputChannels, stem, _row.StemKernel));
        register_module("bn1", bn1 = layers.Normalisation(stem));
        var features = AddStages(stem, layers);
        register_module("fc", fc = layers.FullyConnected(features, options.Classes));
        Layers.Keep(this);
    }

    /// <summary>What the network was built from.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Whether batch normalisation is folded into the convolutions: such a network only predicts.</summary>
    public bool IsInferenceForm { get; }

    internal IReadOnlyList<IReadOnlyList<ResidualBlock>> Stages => _stages;

    private int AddStages(int channels, Layers layers)
    {
        for (var stage = 0; stage < _row.Layers.Length; stage++)
        {
            var blocks = new ResidualBlock[_row.Layers[stage]];
            for (var i = 0; i < blocks.Length; i++)
            {
                var options = BlockAt(stage, channels, first: i == 0);
                blocks[i] = options.Build(layers);
                channels = options.Output;
            }
            _stages.Add(blocks);
            register_module($"layer{stage + 1}", Sequential(blocks));
        }
        return channels;
    }

    private BlockOptions BlockAt(int stage, int channels, bool first)
    {
        var se = Options.SqueezeExcitation;
        var here = se is not null && se.Stages.HasFlag((SeStages)(1 << stage));
        return new BlockOptions(channels, _row.FirstPlanes << stage, first && stage > 0 ? 2 : 1)
        {
            Kind = _row.Block,
            Groups = _row.Groups,
            BaseWidth = _row.BaseWidth,
            StridePosition = Options.Stride,
            SqueezeExcitation = here ? se : null,
        };
    }

    /// <summary>Scores a batch of pictures.</summary>
    /// <param name="input">(N, C, H, W), normalised.</param>
    /// <returns>Logits (N, K).</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public override Tensor forward(Tensor input)
    {
        Shapes.Expect(Options.Name, input, Options.InputChannels);
        using var scope = NewDisposeScope();
        var maps = Stem(input); // (N, 64 or 16, H/4 or H, W/4 or W)
        foreach (var stage in _stages)
            foreach (var block in stage)
                maps = Next(maps, block);
        var features = maps.mean(s_map); // (N, C)
        return fc.call(features).MoveToOuterDisposeScope(); // (N, K)
    }

    private Tensor Stem(Tensor input)
    {
        var maps = bn1.call(conv1.call(input)).relu_();
        return _row.Stem == StemKind.Cifar ? maps : functional.max_pool2d(maps, 3, stride: 2, padding: 1);
    }

    /// <summary>Runs one block and lets go of its input, which autograd keeps where it needs it.</summary>
    private static Tensor Next(Tensor maps, ResidualBlock block)
    {
        using (maps)
            return block.call(maps);
    }

    /// <summary>The map's size behind the stem, where the stages begin.</summary>
    internal MapSize SizeAfterStem(MapSize input) => _row.Stem == StemKind.Cifar ? input : SizeAfterFirstConvolution(input).Strided(2);

    internal MapSize SizeAfterFirstConvolution(MapSize input) => _row.Stem == StemKind.Cifar ? input : input.Strided(2);

    /// <summary>The same function with each batch normalisation folded into its convolution; shares nothing with this network.</summary>
    /// <returns>A network that only predicts, on the same device and of the same element type; the caller disposes it.</returns>
    public SeResNet ToInferenceForm() => InferenceForm.Of(this);
}
