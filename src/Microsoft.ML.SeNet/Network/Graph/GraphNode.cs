namespace Microsoft.ML.SeNet.Network.Graph;

/// <summary>One step of a network, and what it is computed from.</summary>
/// <param name="Number">Its place in the order of computation, from 0.</param>
/// <param name="Name">Of its layer in the state dictionary; of its place where it has no weights.</param>
/// <param name="Stage">The stage that it is in, from 0; −1 for the stem.</param>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">What of.</param>
/// <param name="Channels">Channels that go out.</param>
internal sealed record GraphNode(
    int Number, string Name, int Stage, Operation Operation, IReadOnlyList<GraphNode> Inputs, int Channels)
{
    /// <summary>What torchvision calls it; null where it has no such network.</summary>
    internal TorchvisionName? Torchvision { get; init; }

    /// <summary>By its number and name alone: inputs have inputs.</summary>
    public override string ToString() => $"{Number} {Name}: {Operation}";
}

/// <summary>What torchvision calls a layer with weights.</summary>
/// <param name="Layer">The convolution, or squeeze and excitation.</param>
/// <param name="Normalization">The batch normalization behind it; null where there is none.</param>
internal sealed record TorchvisionName(string Layer, string? Normalization = null)
{
    /// <summary>Its convolutions with normalization and activation are sequences.</summary>
    internal static TorchvisionName Sequence(string name) => new($"{name}.0", $"{name}.1");
}
