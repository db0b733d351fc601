using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Tests.Network;

internal static class NetworkCopies
{
    /// <summary>A network once more; the caller disposes it.</summary>
    internal static SeResNet Copy(this SeResNet network)
    {
        using var state = NetworkState.Of(network);
        return state.ToNetwork();
    }
}
