using System.Text.Json;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Data;
using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>
/// Where the weights of a trained network are, and what must be known to use them: to start a training from them, or to make features of pictures.
/// A model converts to this type by itself; files come from <see cref="FromFile"/>. Holds no weights and needs no disposal: they are read from the
/// file, or copied from the model, each time they are needed, and until then the file must stay and the model must not be disposed.
/// </summary>
public sealed class SeNetWeights
{
    /// <summary>The metadata key of a file under which <see cref="Save"/> puts normalisation, picture size and labels, as JSON.</summary>
    public const string SurroundingsKey = "senet_surroundings";

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

    /// <summary>The network's input step that they were trained with: <see cref="Normalisation.ImageNet"/> where a file does not tell.</summary>
    public Normalisation Normalisation => Surroundings.Normalisation;

    /// <summary>How pictures were brought to the network's size; null where a file does not tell.</summary>
    public EvaluationTransform? Evaluation => Surroundings.Evaluation;

    /// <summary>The labels as texts, in the order of the network's classes; null where a file does not tell.</summary>
    public IReadOnlyList<string>? Labels => Surroundings.Labels;

    internal string Name { get; }

    internal WeightsSurroundings Surroundings { get; }

    /// <summary>Looks into a file of weights, without reading the weights themselves.</summary>
    /// <param name="path">A safetensors file that <see cref="Save"/> or <see cref="NetworkWeights"/> wrote.</param>
    /// <exception cref="InvalidDataException">The file is not valid, does not describe a network, or does not fit its own description.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static SeNetWeights FromFile(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var network = NetworkWeights.OptionsOf(file);
        NetworkWeights.CheckFit(file, network);
        var surroundings = WeightsSurroundings.Parse(file.Metadata.GetValueOrDefault(SurroundingsKey), file.Name, network.Classes);
        var full = Path.GetFullPath(path); // the working directory may change
        return new SeNetWeights($"the file '{path}'", network, surroundings, () => Open(full, network));
    }

    /// <summary>Writes the weights with all that belongs to them, whole or not at all. Any safetensors reader takes the file as it is.</summary>
    /// <param name="path">The file to create or to replace.</param>
    /// <exception cref="ObjectDisposedException">The model that they are in was disposed.</exception>
    public void Save(string path)
    {
        using var network = Open();
        var metadata = NetworkWeights.Describe(network.Options);
        var others = new OrderedDictionary<string, string>(metadata.Others) { [SurroundingsKey] = JsonSerializer.Serialize(Surroundings) };
        WeightsWriter.Save(network, path, metadata with { Others = others });
    }

    /// <summary>Makes a network with the weights.</summary>
    /// <returns>The trained form, in evaluation mode, on the CPU; the caller disposes it.</returns>
    internal SeResNet Open()
    {
        var network = _open();
        network.eval();
        return network;
    }

    private static SeResNet Open(string path, NetworkOptions network)
    {
        using var stream = File.OpenRead(path);
        return NetworkWeights.Open(stream, path, network);
    }
}
