using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using Microsoft.ML.SeNet.Weights.Flavors;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>
/// Whole networks as safetensors files: the weights under timm's names, and in the metadata everything that the weights' shapes do not tell
/// (placement, squeeze, gate, stride, stem), so that no file is ever loaded into a network that only looks like its own.
/// </summary>
internal static class NetworkWeights
{
    /// <summary>The metadata key under which the network's options stand, as JSON.</summary>
    internal const string OptionsKey = "senet_network";

    private static readonly JsonSerializerOptions s_json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Writes a network's weights, whole or not at all.</summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file to create or to replace.</param>
    internal static void Save(SeResNet network, string path) =>
        SafetensorsWriter.Write(path, TimmNames.State(network), Describe(network.Options).ToDictionary());

    /// <summary>Writes a network's weights to a stream, which stays open.</summary>
    /// <param name="trained">The weights of the trained form.</param>
    /// <param name="stream">Writable; need not seek.</param>
    internal static void Save(NetworkState trained, Stream stream) =>
        SafetensorsWriter.Write(stream, TimmNames.State(trained.Options, trained.Tensors), Describe(trained.Options).ToDictionary());

    /// <summary>Builds the network that a file describes, with the file's weights.</summary>
    /// <param name="path">A file that <see cref="Save(SeResNet, string)"/> wrote.</param>
    /// <returns>A network in evaluation mode; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is not valid, does not describe a network, or does not fit its own description.
    /// </exception>
    internal static SeResNet Open(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return Build(file, OptionsOf(file));
    }

    /// <summary>Builds a network with the weights of a stream, after seeing that they are those of the network that is expected.</summary>
    /// <param name="stream">What <see cref="Save(NetworkState, Stream)"/> wrote; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="expected">The network's options.</param>
    /// <returns>A network in evaluation mode; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">
    /// The stream is not valid, or belongs to another network; the message names every difference.
    /// </exception>
    internal static SeResNet Open(Stream stream, string name, NetworkOptions expected)
    {
        using var file = SafetensorsFile.Open(stream, name);
        return Open(file, expected);
    }

    /// <inheritdoc cref="Open(Stream, string, NetworkOptions)"/>
    internal static SeResNet Open(ITensorSource file, NetworkOptions expected)
    {
        CheckSame(file, expected);
        return Build(file, expected);
    }

    /// <summary>
    /// Reads the weights of a stream as <see cref="Open(Stream, string, NetworkOptions)"/> does, without building the network.
    /// </summary>
    /// <returns>The weights; the caller disposes them.</returns>
    /// <inheritdoc cref="Open(Stream, string, NetworkOptions)"/>
    internal static NetworkState OpenState(Stream stream, string name, NetworkOptions expected)
    {
        using var file = SafetensorsFile.Open(stream, name);
        CheckSame(file, expected);
        ComputeStart.Ensure();
        using var shapes = Fitting(file, expected);
        var state = NetworkState.Unset(shapes);
        try
        {
            var tensors = TimmNames.Ours(file, expected);
            foreach (var (ours, tensor) in state.Tensors)
                tensors.ReadInto(ours, tensor);
            return state;
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    private static void CheckSame(ITensorSource file, NetworkOptions expected)
    {
        var got = OptionsOf(file);
        var differences = NetworkDifferences.Between(expected.Canonical, got.Canonical);
        if (differences.Count > 0)
            throw new InvalidDataException(
                $"The weights in '{file.Name}' belong to another network. {string.Join(" ", differences)} "
                + $"Build the network with the file's options, or use {nameof(SeNetWeights)}.{nameof(SeNetWeights.FromFile)}.");
    }

    /// <summary>Sees that a file holds the network that it describes; reads no weights.</summary>
    /// <exception cref="InvalidDataException">It does not; the message says why.</exception>
    internal static void CheckFit(ITensorSource file, NetworkOptions options) => Fitting(file, options).Dispose();

    /// <summary>The shapes of the network that a file describes, after seeing that it holds them; the caller disposes it.</summary>
    private static SeResNet Fitting(ITensorSource file, NetworkOptions options)
    {
        var tensors = TimmNames.Ours(file, options);
        CheckEnds(tensors, options);
        var shapes = new SeResNet(options, META); // takes no memory for numbers that the file may not have
        try
        {
            StateDictLoader.CheckFit(shapes, tensors);
            return shapes;
        }
        catch
        {
            shapes.Dispose();
            throw;
        }
    }

    /// <summary>Builds the network of a file's weights, in evaluation mode; the caller disposes it.</summary>
    internal static SeResNet Build(ITensorSource file, NetworkOptions options)
    {
        CheckFit(file, options);
        var network = new SeResNet(options, CPU);
        try
        {
            StateDictLoader.Load(network, TimmNames.Ours(file, options));
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Sees that the file really has as many channels and classes as it says; the rest of a network is bounded by its variant.
    /// </summary>
    private static void CheckEnds(ITensorSource file, NetworkOptions options)
    {
        var row = VariantRow.Of(options.Variant);
        CheckEnd(file, $"{SeResNet.HeadName}.weight", [options.Classes, row.Features]);
        if (row is ResidualRow { StemConvolutions: [var stem, ..] })
            CheckEnd(file, "conv1.weight", [stem.Channels, options.InputChannels, stem.Kernel, stem.Kernel]);
        else if (((GraphRow)row).Graph(options).Nodes[1] is { Operation: ConvolutionOperation first, Name: var name })
            CheckEnd(file, $"{name}.weight", [first.To, first.From, first.Kernel.Height, first.Kernel.Width]);
    }

    private static void CheckEnd(ITensorSource file, string name, long[] expected)
    {
        var got = file.Tensors.GetValueOrDefault(name)?.Shape;
        if (got is null || !got.SequenceEqual(expected))
            throw new InvalidDataException(
                $"'{file.Name}' does not fit its own description: expected '{name}' of shape {SafetensorsFormat.ShapeText(expected)}, "
                + $"got {(got is null ? "none" : SafetensorsFormat.ShapeText(got))}.");
    }

    /// <summary>What the metadata of a network's file say.</summary>
    internal static WeightsMetadata Describe(NetworkOptions options) =>
        new(options.Name, options.Canonical.SqueezeExcitation?.ReductionRatio ?? 0, FlavorOf(options.Canonical))
        {
            Others = new OrderedDictionary<string, string> { [OptionsKey] = JsonSerializer.Serialize(options, s_json) },
        };

    private static string FlavorOf(NetworkOptions options) =>
        options.StemPooling == StemPooling.Ceiling ? "caffe" : options.Stride == StridePosition.OneByOne ? "v1" : "timm";

    /// <summary>The network that a file of any known format describes.</summary>
    /// <exception cref="InvalidDataException">It describes none, or one that cannot be.</exception>
    internal static NetworkOptions OptionsOf(ITensorSource file) => file is SafetensorsFile safetensors
        ? OptionsOf(safetensors)
        : OptionsOf(WeightsFiles.MetadataOf(file).GetValueOrDefault(OptionsKey, ""), file.Name);

    private static NetworkOptions OptionsOf(SafetensorsFile file)
    {
        var metadata = WeightsMetadata.Parse(file.Metadata, file.Name);
        if (!metadata.Others.TryGetValue(OptionsKey, out var json))
            throw new InvalidDataException(
                $"The metadata of '{file.Name}' do not describe a network: expected the key '{OptionsKey}', got none. "
                + $"Write the file with {nameof(SeNetWeights)}.{nameof(SeNetWeights.Save)}.");
        return OptionsOf(json, file.Name);
    }

    /// <summary>The network that a text of <see cref="OptionsKey"/> describes.</summary>
    /// <exception cref="InvalidDataException">It describes none that can be.</exception>
    internal static NetworkOptions OptionsOf(string json, string name)
    {
        try
        {
            var options = JsonSerializer.Deserialize<NetworkOptions>(json, s_json) ?? throw new JsonException("null");
            options.Validate();
            return options;
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException(
                $"The metadata of '{name}' do not describe a network that can be built: "
                + $"expected the options of a network under '{OptionsKey}', got {SafetensorsFormat.Quote(json)}. {e.Message}",
                e);
        }
    }
}
