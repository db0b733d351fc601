using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// What a fused function keeps for its backward pass. libtorch's operators let go of theirs as the pass goes; TorchSharp's functions keep theirs until
/// the graph ends, so that all maps of the network would live through the whole backward pass. A training that goes back through a graph once has them
/// freed on the way.
/// </summary>
internal static class SavedMaps
{
    [ThreadStatic]
    private static bool s_areFreed;

    /// <summary>loss.backward(), once and for all. On the CPU it computes on the thread that calls it.</summary>
    internal static void GoBack(Tensor loss)
    {
        s_areFreed = true;
        try
        {
            loss.backward();
        }
        finally
        {
            s_areFreed = false;
        }
    }

    /// <summary>What <c>save_for_backward</c> was given. The tensors belong to the present scope.</summary>
    internal static List<Tensor> Of(autograd.AutogradContext ctx)
    {
        var saved = ctx.get_saved_variables();
        if (s_areFreed)
            ctx.Dispose();
        return saved;
    }
}
