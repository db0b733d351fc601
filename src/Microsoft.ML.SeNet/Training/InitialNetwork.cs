using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// A network to start a training from. All but the head goes over as it is; the head's rows do too, each to the class of the same label,
/// where both have the same labels, in whatever order. Otherwise the head of the training's network stays as it was made.
/// </summary>
internal sealed class InitialNetwork : IDisposable
{
    private readonly SeResNet _network;

    /// <summary>Reads the weights.</summary>
    /// <param name="weights">Of the same network but for its classes.</param>
    /// <param name="labels">The labels to train on, as texts.</param>
    internal InitialNetwork(SeNetWeights weights, IReadOnlyList<string> labels)
    {
        _network = weights.ToNetwork();
        try
        {
            Point = new StartingPoint(Fingerprint(_network), HeadRows(weights.Labels, labels));
        }
        catch
        {
            _network.Dispose();
            throw;
        }
    }

    internal StartingPoint Point { get; }

    /// <summary>Puts the weights into a new network, on any device.</summary>
    internal void CopyTo(SeResNet network)
    {
        network.CopyState(_network, includesHead: false);
        if (Point.HeadRows is not { } rows)
            return;
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var order = tensor(rows.Select(row => (long)row).ToArray()); // (K)
        foreach (var name in (string[])[$"{SeResNet.HeadName}.weight", $"{SeResNet.HeadName}.bias"])
            network.get_parameter(name)!.copy_(_network.get_parameter(name)!.index_select(0, order));
    }

    public void Dispose() => _network.Dispose();

    /// <summary>Where each of our labels is among the given ones; null where the two are not the same labels.</summary>
    internal static int[]? HeadRows(IReadOnlyList<string>? given, IReadOnlyList<string> labels)
    {
        if (given is null || given.Count != labels.Count)
            return null;
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = 0; row < given.Count; row++)
            rows[given[row]] = row;
        // As many different labels as rows, so that no two classes share one.
        return rows.Count == labels.Count && labels.Distinct(StringComparer.Ordinal).Count() == labels.Count && labels.All(rows.ContainsKey)
            ? [.. labels.Select(label => rows[label])]
            : null;
    }

    private static string Fingerprint(SeResNet network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in network.state_dict())
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            TensorBytes.ForEachChunk(tensor, (_, bytes) => hash.AppendData(bytes));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>What a training starts from, as far as it decides the result.</summary>
/// <param name="Sha256">SHA-256 of the given weights, in hexadecimal.</param>
/// <param name="HeadRows">
/// For each class the class of the given weights whose row of the head it starts with; null where the head starts anew.
/// </param>
internal sealed record StartingPoint(string Sha256, IReadOnlyList<int>? HeadRows);
