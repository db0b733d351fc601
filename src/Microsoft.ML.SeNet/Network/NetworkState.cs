using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Network;

/// <summary>
/// The weights and statistics of a network, without the network. All that a model keeps of it: enough to score, to save and to build
/// the network again. For any number of threads that only read.
/// </summary>
internal sealed class NetworkState : IDisposable
{
    /// <param name="options">Which network.</param>
    /// <param name="tensors">Its state dictionary, in its order; the tensors belong to this object from now on and to no dispose
    /// scope.</param>
    private NetworkState(NetworkOptions options, Dictionary<string, Tensor> tensors)
    {
        (Options, Tensors) = (options, tensors);
        foreach (var tensor in tensors.Values)
            tensor.DetachFromDisposeScope();
    }

    /// <summary>Which network.</summary>
    internal NetworkOptions Options { get; }

    /// <summary>The state dictionary: names as <see cref="SeResNet"/> has them, in its order.</summary>
    internal IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>The state of a network; shares its memory.</summary>
    /// <param name="trained">Stays the caller's.</param>
    internal static NetworkState Of(SeResNet trained)
    {
        using var scope = NewDisposeScope();
        return new(trained.Options, trained.state_dict().ToDictionary(item => item.Key, item => item.Value.detach()));
    }

    /// <summary>The state of a network that is not needed any more.</summary>
    /// <param name="trained">Disposed here.</param>
    internal static NetworkState Take(SeResNet trained)
    {
        using (trained)
            return Of(trained);
    }

    /// <summary>A state on the CPU whose numbers are yet to be written.</summary>
    /// <param name="like">A network of these names, shapes and types, which may be without memory.</param>
    internal static NetworkState Unset(SeResNet like)
    {
        using var scope = NewDisposeScope();
        return new(like.Options, like.state_dict().ToDictionary(item => item.Key, item => empty(item.Value.shape, item.Value.dtype, CPU)));
    }

    /// <summary>
    /// The network once more, in evaluation mode and on the CPU; shares nothing with this object. The caller disposes it.
    /// </summary>
    internal SeResNet ToNetwork()
    {
        var network = new SeResNet(Options, CPU);
        try
        {
            using var untracked = no_grad();
            using var scope = NewDisposeScope();
            foreach (var (name, tensor) in network.state_dict())
                tensor.copy_(Tensors[name]);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
            tensor.Dispose();
    }
}
