using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// Of what a call of a custom autograd function makes, only its output stays; autograd has references of its own to what it needs. TorchSharp makes a
/// tensor like each output besides, for gradients that autograd may leave out (with one output it leaves out none), and gives it to the present dispose
/// scope: as large as the maps, it would live until the block's or the network's forward pass ends.
/// </summary>
internal static class OutputAlone
{
    /// <param name="call">The function's <c>apply</c>.</param>
    internal static Tensor Of(Func<Tensor> call)
    {
        using var scope = NewDisposeScope();
        return call().MoveToOuterDisposeScope();
    }
}
