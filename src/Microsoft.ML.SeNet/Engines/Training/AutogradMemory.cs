using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Training;

/// <summary>
/// What TorchSharp's custom autograd functions keep longer than libtorch's operators would, each time as much as the maps: the spare tensor
/// beside their output, what they saved for the backward pass, and the gradients that they gave. Here it goes as early as it can.
/// </summary>
internal static class AutogradMemory
{
    [ThreadStatic]
    private static bool s_freesSaved;

    [ThreadStatic]
    private static List<Tensor>? s_given;

    /// <summary>
    /// Of what a call of a function makes, only its output; autograd has references of its own to what it needs. TorchSharp makes a tensor
    /// like each output besides, for gradients that autograd may leave out (with one output it leaves out none), and gives it to the
    /// present dispose scope, where it would live until the block's or the network's forward pass ends.
    /// </summary>
    /// <param name="call">The function's <c>apply</c>.</param>
    internal static Tensor Output(Func<Tensor> call)
    {
        using var scope = NewDisposeScope();
        return call().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// loss.backward(), once and for all: what functions saved goes as the pass goes, as libtorch's own does, and not when the graph ends,
    /// so that not all maps of the network live through the whole pass. On the CPU it computes on the thread that calls it.
    /// </summary>
    internal static void GoBack(Tensor loss)
    {
        s_freesSaved = true;
        try
        {
            loss.backward();
        }
        finally
        {
            s_freesSaved = false;
        }
    }

    /// <summary>What <c>save_for_backward</c> was given. The tensors belong to the present scope.</summary>
    internal static List<Tensor> Saved(autograd.AutogradContext ctx)
    {
        var saved = ctx.get_saved_variables();
        if (s_freesSaved)
            ctx.Dispose();
        return saved;
    }

    /// <summary>
    /// What a backward pass gives to autograd. TorchSharp would keep it until the scope of the whole step ends; when the next backward pass
    /// of the thread begins, autograd has taken it, and our references go.
    /// </summary>
    /// <param name="gradients">Null where an argument has none. They move out of the present scope.</param>
    internal static List<Tensor> Gradients(List<Tensor?> gradients)
    {
        foreach (var tensor in s_given ?? [])
            tensor.Dispose();
        s_given = [.. gradients.OfType<Tensor>().Select(tensor => tensor.MoveToOuterDisposeScope())];
        return gradients!;
    }
}
