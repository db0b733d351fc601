using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Compute.OneDnn;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

/// <summary>Whether libtorch was built with oneDNN, asked for without our packed convolutions, so that a fault of those
/// is not taken for its absence.</summary>
internal static class OneDnn
{
    private static readonly Lazy<bool> s_isThere = new(Try);

    /// <summary>Skips a test where it was not.</summary>
    internal static void Need() =>
        Skip.IfNot(s_isThere.Value && OneDnnLibrary.IsUsable, "This libtorch was built without oneDNN, or it is switched off.");

    private static bool Try()
    {
        using var scope = NewDisposeScope();
        using var probe = jit.compile("def there_and_back(x: Tensor):\n  return x.to_mkldnn().to_dense()\n");
        try
        {
            return probe.invoke<Tensor>("there_and_back", ones(1)).NumberOfElements == 1;
        }
        catch (ExternalException)
        {
            return false;
        }
    }
}
