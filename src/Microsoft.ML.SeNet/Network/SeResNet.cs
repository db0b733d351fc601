using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet;

/// <summary>
/// A network with squeeze and excitation (Hu et al., https://arxiv.org/abs/1709.01507), residual or of another family: stem, stages of
/// blocks, global average pooling, one fully connected layer. Pictures (N, 3, H, W) → logits (N, K).
/// Parameter names are those of timm's <c>seresnet*</c>: <c>layer1.0.conv1.weight</c>, <c>layer1.0.se.fc1.weight</c>, <c>fc.weight</c>;
/// those of other families are timm's too, but for <c>se.fc1</c>, <c>se.fc2</c> and <c>fc</c>.
/// </summary>
public sealed class SeResNet : Module<Tensor, Tensor>
{
    internal const string HeadName = "fc";

    private readonly Linear fc;
    private readonly NetworkBody _body;
    private readonly double _headDropout;
    private Seeds? _seeds;
    private long _step;

    /// <summary>Builds the network and sets its initial weights.</summary>
    /// <param name="options">Which network.</param>
    /// <param name="seed">Of its initial weights: equal seeds give equal weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message lists all of them.</exception>
    public SeResNet(NetworkOptions options, long seed) : this(options, new Seeds(seed))
    {
    }

    internal SeResNet(NetworkOptions options, Seeds seeds) : this(options, CPU)
    {
        _seeds = seeds;
        WeightInitialization.Apply(this, seeds);
    }

    /// <summary>A network whose weights are yet to be written; on the meta device, one of names and shapes alone.</summary>
    internal SeResNet(NetworkOptions options, Device device, INetworkPasses? passes = null) : base(nameof(SeResNet))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ComputeStart.Ensure();
        Options = options;
        var row = VariantRow.Of(options.Variant);
        (_body, _headDropout) = MakeBody(row, device, passes ?? INetworkPasses.Chosen);
        var groups = new LayerGroups(this);
        foreach (var (name, layer) in _body.Layers)
            groups.Add(name, layer);
        register_module(HeadName, fc = Linear(row.Features, options.Classes, device: device));
    }

    /// <summary>What the network was built from.</summary>
    public NetworkOptions Options { get; }

    /// <summary>F: how many numbers <see cref="Features"/> gives for a picture.</summary>
    public int FeatureCount => Options.FeatureCount;

    /// <summary>Whether branches and features are dropped and mixed in training, as the network's paper has it.</summary>
    internal bool Regularizes { get; set; } = true;

    /// <summary>The network without its head.</summary>
    internal NetworkBody Body => _body;

    /// <summary>The blocks of a residual network, stage by stage; none of another.</summary>
    internal IReadOnlyList<IReadOnlyList<ResidualBlock>> Stages => (_body as ResidualBody)?.Stages ?? [];

    /// <summary>
    /// The stage that a layer or weight is in by its name, from 0; the stem counts to the first one, the head is as many as there are
    /// stages.
    /// </summary>
    internal int StageOf(string name) => name.Split('.')[0] == HeadName
        ? VariantRow.Of(Options.Variant).StageCount
        : Math.Max(0, _body.StageOf(name));

    /// <summary>Scores a batch of pictures.</summary>
    /// <param name="input">(N, C, H, W), normalized.</param>
    /// <returns>Logits (N, K).</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        using var chance = NextChance();
        var features = GraphStep.Dropped(FeaturesOf(input, chance), _headDropout, chance); // (N, F)
        return Head(features).MoveToOuterDisposeScope(); // (N, K)
    }

    /// <summary>Whose random numbers the next passes in training use, and of which step.</summary>
    internal void BeginStep(Seeds seeds, long step) => (_seeds, _step) = (seeds, step);

    /// <summary>
    /// What the network says of pictures before it tells classes apart: the last stage's maps, averaged over all positions.
    /// </summary>
    /// <param name="input">(N, C, H, W), normalized.</param>
    /// <returns>Features (N, F), where F is <see cref="FeatureCount"/>.</returns>
    /// <exception cref="ArgumentException">The input has another number of dimensions or channels.</exception>
    public Tensor Features(Tensor input)
    {
        using var chance = NextChance();
        return FeaturesOf(input, chance);
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

    private Tensor FeaturesOf(Tensor input, Regularization? chance)
    {
        Shapes.ExpectPictures(Options, input);
        using var scope = NewDisposeScope();
        return _body.Features(input, chance).MoveToOuterDisposeScope(); // (N, F)
    }

    /// <summary>The random numbers of the next pass in training; null in evaluation.</summary>
    private Regularization? NextChance() => training && Regularizes ? new Regularization(_seeds ??= new Seeds(0), _step++) : null;

    private (NetworkBody Body, double HeadDropout) MakeBody(VariantRow row, Device device, INetworkPasses passes)
    {
        if (row is ResidualRow residual)
            return (new ResidualBody(Options, residual, device, passes), 0);
        var graph = ((GraphRow)row).Graph(Options);
        return (new GraphBody(graph, Options.SqueezeExcitation, Options.Epsilon, device, passes), graph.HeadDropout);
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
            if ((includesHead || name.Split('.')[0] != HeadName) && !(isPlain && !state.ContainsKey(name)))
                tensor.copy_(state[name]);
        if (isPlain && Options.Canonical.SqueezeExcitation is not null && IdentityStart.IsPossible(Options))
            IdentityStart.Apply(this);
    }
}
