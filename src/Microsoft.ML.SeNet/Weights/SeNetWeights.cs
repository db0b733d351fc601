using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Flavors;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet;

/// <summary>
/// Where the weights of a trained network are, and what must be known to use them: to start a training from them, to make features of
/// pictures, to
/// build the network, or to write them for other programs. A model converts to this type by itself; files come from <see cref="FromFile"/>,
/// networks
/// of your own from <see cref="FromNetwork"/>. Holds no weights and needs no disposal: they are read from the file, or copied from the
/// model or
/// network, each time they are needed, and until then the file must stay and the model or network must not be disposed.
/// </summary>
public sealed partial class SeNetWeights
{
    /// <summary>The metadata key of a file under which <see cref="Save"/> puts normalization, picture size and labels, as JSON.</summary>
    internal const string SurroundingsKey = "senet_surroundings";

    private readonly Func<SeResNet> _open;

    /// <summary>Names weights.</summary>
    /// <param name="name">What messages call them, such as "the file 'weights.safetensors'".</param>
    /// <param name="network">The network that they belong to.</param>
    /// <param name="surroundings">What else belongs to them.</param>
    /// <param name="open">Makes a network in its trained form with them, each time anew.</param>
    internal SeNetWeights(string name, NetworkOptions network, WeightsSurroundings surroundings, Func<SeResNet> open) =>
        (Name, Network, Surroundings, _open) = (name, network, surroundings, open);

    /// <summary>The network that the weights belong to.</summary>
    public NetworkOptions Network { get; }

    /// <summary>Whose names and conventions the file follows; null for weights of this library.</summary>
    public SeNetFlavor? Flavor { get; private init; }

    /// <summary>
    /// The network's input step that they were trained with: <see cref="Normalization.ImageNet"/> where a file does not tell.
    /// </summary>
    public Normalization Normalization => Surroundings.Normalization;

    /// <summary>How pictures were brought to the network's size; null where a file does not tell.</summary>
    public EvaluationTransform? Evaluation => Surroundings.Evaluation;

    /// <summary>The labels as texts, in the order of the network's classes; null where a file does not tell.</summary>
    public IReadOnlyList<string>? Labels => Surroundings.Labels;

    /// <summary>
    /// Whether there is a fully connected layer. Without one <see cref="Network"/> has one class and its layer is zero: such weights start
    /// trainings and make features.
    /// </summary>
    public bool HasHead => !Surroundings.IsHeadless;

    internal string Name { get; }

    internal string? Description { get; init; }

    internal WeightsSurroundings Surroundings { get; }

    /// <summary>
    /// Looks into a file of weights, without reading the weights themselves: a file that <see cref="Save"/> or
    /// <see cref="SaveAsOnnx(string, OnnxExportOptions?)"/> wrote, or a pretrained network of another library as safetensors, PyTorch
    /// checkpoint or ONNX model, of which nothing is run. What such a file does not tell is
    /// recognized from
    /// its names and shapes; see docs/weights.md.
    /// </summary>
    /// <param name="path">The file; its content decides what it is, not its name.</param>
    /// <param name="flavor">Whose conventions a foreign file follows, needed only where its names are those of several.</param>
    /// <exception cref="InvalidDataException">
    /// The file is not valid, holds no network that is known, is of another flavor, or does not fit its own description.
    /// </exception>
    /// <exception cref="ArgumentException">A flavor is given for a file that describes itself.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static SeNetWeights FromFile(string path, SeNetFlavor? flavor = null)
    {
        using var source = WeightsFiles.Open(path);
        var full = Path.GetFullPath(path); // the working directory may change
        var metadata = WeightsFiles.MetadataOf(source);
        if (!metadata.ContainsKey(NetworkWeights.OptionsKey))
            return FromForeign(source, full, flavor);
        if (flavor is not null)
            throw new ArgumentException(
                $"Expected no flavor for '{path}', which describes its network itself, got {flavor}. Leave it out.", nameof(flavor));
        var network = NetworkWeights.OptionsOf(source);
        NetworkWeights.CheckFit(source, network);
        var surroundings = WeightsSurroundings.Parse(metadata.GetValueOrDefault(SurroundingsKey), source.Name, network.Classes);
        return new SeNetWeights($"the file '{path}'", network, surroundings, () => Open(full, network));
    }

    /// <summary>
    /// A ResNet-18 that was trained on ImageNet, without its fully connected layer, to start trainings and features of photographs from:
    /// out of the NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18, which the application references
    /// (<c>dotnet add package Microsoft.ML.DnnImageFeaturizer.ResNet18 --version 0.23.1</c>) and which puts it beside the program.
    /// </summary>
    /// <remarks>
    /// As the plain <see cref="SeResNetVariant.SeResNet18"/>: of the third block that the package's network has in its last stage nothing
    /// is taken. A training from it has squeeze and excitation all the same; see <see cref="SeResNetTrainer.Options.InitialWeights"/>.
    /// </remarks>
    /// <exception cref="FileNotFoundException">The package is not there; the message says how to add it.</exception>
    /// <exception cref="InvalidDataException">The file is another one than the package's.</exception>
    public static SeNetWeights ImageNet() => ImageNetWeights.In(AppContext.BaseDirectory);

    /// <summary>Names the weights of a network that was trained in a loop of your own, with what else must be known to use them.</summary>
    /// <param name="network">On any device; stays yours. What is in it when the weights are needed is what counts.</param>
    /// <param name="normalization">The input step that it was trained with; null for <see cref="Normalization.ImageNet"/>.</param>
    /// <param name="evaluation">How pictures are brought to its size; null where that is not known.</param>
    /// <param name="labels">
    /// The labels as texts, one for each class, in the order of the network's classes; null where they are not known.
    /// </param>
    /// <exception cref="ArgumentException">There is not one label for each class.</exception>
    public static SeNetWeights FromNetwork(
        SeResNet network, Normalization? normalization = null, EvaluationTransform? evaluation = null, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (labels is not null && labels.Count != network.Options.Classes)
            throw new ArgumentException(
                $"Expected {network.Options.Classes} labels, one for each class of the network, got {labels.Count}. "
                + "Name them all, or none.",
                nameof(labels));
        var surroundings = new WeightsSurroundings
        {
            Normalization = normalization ?? Normalization.ImageNet,
            Evaluation = evaluation,
            Labels = labels is null ? null : [.. labels],
        };
        return new SeNetWeights("the given network", network.Options, surroundings, () => Copy(network));
    }

    private static SeNetWeights FromForeign(ITensorSource source, string path, SeNetFlavor? given)
    {
        var foreign = new ForeignWeights(source, given);
        var (flavor, network) = (foreign.Flavor, foreign.Network);
        var surroundings = new WeightsSurroundings
        {
            Normalization = foreign.Normalization ?? Normalization.ImageNet,
            IsHeadless = !foreign.HasHead,
        };
        return new SeNetWeights($"the file '{source.Name}'", network, surroundings, () => OpenForeign(path, flavor, network))
        {
            Flavor = flavor,
            Description = foreign.Description,
        };
    }

    /// <summary>Builds the network with the weights, anew in each call.</summary>
    /// <returns>The trained form, in evaluation mode, on the CPU; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">The file of the weights has become another one, or its data are damaged.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    /// <exception cref="ObjectDisposedException">The model or network that they are in was disposed.</exception>
    public SeResNet ToNetwork()
    {
        var network = _open();
        network.eval();
        return network;
    }

    /// <summary>
    /// What the weights are, such as "SE-ResNet-50, r = 16, 1000 classes, in PyTorch's zip format with the names and conventions of Caffe".
    /// </summary>
    public override string ToString() => Description ?? $"{Network.Name} of {Name}";

    private static SeResNet Copy(SeResNet network)
    {
        using var state = NetworkState.Of(network);
        return state.ToNetwork();
    }

    private static SeResNet OpenForeign(string path, SeNetFlavor flavor, NetworkOptions expected)
    {
        using var source = WeightsFiles.Open(path);
        var foreign = new ForeignWeights(source, flavor);
        var differences = NetworkDifferences.Between(expected, foreign.Network);
        return differences.Count == 0
            ? foreign.Build()
            : throw new InvalidDataException(
                $"The weights in '{path}' belong to another network than before: "
                + $"{string.Join(" ", differences)} Look into the file again.");
    }

    private static SeResNet Open(string path, NetworkOptions network)
    {
        using var source = WeightsFiles.Open(path);
        return NetworkWeights.Open(source, network);
    }
}
