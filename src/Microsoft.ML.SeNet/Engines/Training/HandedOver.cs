using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// The gradients that a backward pass gave to autograd. They are as large as the maps, and TorchSharp would keep them until the scope of the
/// whole step ends; when the next backward pass of the thread begins, autograd has taken them, and our references can go.
/// </summary>
internal static class HandedOver
{
    [ThreadStatic]
    private static List<Tensor>? s_last;

    /// <summary>Lets go of the last ones and remembers these.</summary>
    /// <param name="gradients">Null where an argument has none. They move out of the present scope.</param>
    internal static List<Tensor> Replace(List<Tensor?> gradients)
    {
        foreach (var tensor in s_last ?? [])
            tensor.Dispose();
        s_last = [.. gradients.OfType<Tensor>().Select(tensor => tensor.MoveToOuterDisposeScope())];
        return gradients!;
    }
}
