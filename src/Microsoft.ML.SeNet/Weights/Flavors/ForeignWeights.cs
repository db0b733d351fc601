using System.Globalization;
using Microsoft.ML.SeNet.Weights.Onnx;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Flavors;

/// <summary>
/// The weights of another library, opened, recognized and compared in all names and shapes with the network that they belong to.
/// </summary>
internal sealed class ForeignWeights
{
    private readonly RenamedTensors _tensors;

    /// <summary>Recognizes and compares; reads no weights.</summary>
    /// <param name="file">An open file that does not describe its network; stays the caller's.</param>
    /// <param name="given">What the user says; null to recognize the flavor.</param>
    /// <exception cref="InvalidDataException">
    /// The weights are of no network that is known, or the flavor is not clear or another.
    /// </exception>
    internal ForeignWeights(ITensorSource file, SeNetFlavor? given)
    {
        if (file is not OnnxTensors && GraphRecognition.Of(file, given) is { } graph)
        {
            (Network, Flavor, _tensors, HasHead) = (graph.Network, graph.Flavor, graph.Tensors, graph.HasHead);
            return;
        }
        HasHead = (file as OnnxTensors)?.Geometry?.HasHead ?? !HeadlessTensors.IsHeadless(file);
        if (!HasHead && file is not OnnxTensors)
            file = new HeadlessTensors(file);
        var names = new KeyNames(file);
        Flavor = FlavorChoice.Of(names, given, file.Name);
        Network = NetworkRecognition.Of(file, names, Flavor);
        if (file is OnnxTensors { Geometry: { } geometry })
            (Network, Normalization) = (geometry.Conformed(Network, file.Name), geometry.Normalization);
        CheckEnds(file);
        _tensors = new RenamedTensors(file, names);
        using var shapes = new SeResNet(Network, META); // takes no memory for numbers that the file may not have
        StateDictLoader.CheckFit(shapes, _tensors);
    }

    internal SeNetFlavor Flavor { get; }

    internal NetworkOptions Network { get; }

    /// <summary>Whether the file has a fully connected layer; without one the network's is zero.</summary>
    internal bool HasHead { get; }

    /// <summary>The input step, where the file tells it.</summary>
    internal Normalization? Normalization { get; }

    /// <summary>"SE-ResNet-50, r = 16, 1000 classes, in PyTorch's zip format with the names and conventions of Caffe".</summary>
    internal string Description
    {
        get
        {
            var ratio = Network.SqueezeExcitation is { } se
                ? string.Create(CultureInfo.InvariantCulture, $", r = {se.ReductionRatio}")
                : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Network.Name}{ratio}, {(HasHead ? $"{Network.Classes} classes" : "without a head")}, "
                + $"in {_tensors.Format} with the names and conventions of {Flavor}");
        }
    }

    /// <summary>All else is bounded by the variant.</summary>
    private void CheckEnds(ITensorSource file)
    {
        if (Network.Classes < 1 || Network.InputChannels < 1)
            throw new InvalidDataException(
                $"The weights in '{file.Name}' belong to no network that can be built: "
                + $"expected classes and channels, got {Network.Classes} classes and pictures of {Network.InputChannels} channels. "
                + "Check that the file holds a network of the README.");
    }

    /// <summary>A network with the weights, in evaluation mode; the caller disposes it.</summary>
    internal SeResNet Build()
    {
        var network = new SeResNet(Network, CPU);
        try
        {
            StateDictLoader.Load(network, _tensors);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }
}

/// <summary>
/// Tells the flavor of a foreign file from the signs in its names, or from what the user says where the signs do not agree.
/// </summary>
internal static class FlavorChoice
{
    private static readonly KeyRule s_plain = new("no squeeze and excitation", "", "", SeNetFlavor.Torchvision, SeNetFlavor.CifarResNet);

    internal static SeNetFlavor Of(KeyNames names, SeNetFlavor? given, string file)
    {
        var signs = names.Signs.ToList();
        if (!names.Theirs.Keys.Any(name => name.Contains(".se.", StringComparison.Ordinal)))
            signs.Add(s_plain);
        var fitting = Enum.GetValues<SeNetFlavor>().Where(flavor => signs.All(sign => sign.Flavors.Contains(flavor))).ToList();
        if (given is { } said)
            return fitting.Contains(said) || (fitting.Count == 0 && signs.Any(sign => sign != s_plain && sign.Flavors.Contains(said)))
                ? said
                : throw new InvalidDataException(
                    $"The weights in '{file}' are not of the flavor {said}: expected its names, got {Text(signs)}. "
                    + "Leave the flavor out, or give one of those.");
        return fitting is [var only]
            ? only
            : throw new InvalidDataException(
                $"Cannot tell the flavor of the weights in '{file}': expected the names of one flavor, got {Text(signs)}. "
                + $"Say which it is: SeNetWeights.FromFile(path, {nameof(SeNetFlavor)}).");
    }

    private static string Text(IEnumerable<KeyRule> signs) =>
        string.Join("; ", signs.Select(sign => $"{sign.Sign} (as {string.Join(", ", sign.Flavors)})"));
}
