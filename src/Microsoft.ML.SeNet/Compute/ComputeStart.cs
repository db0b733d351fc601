using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>What every computation begins with, so that libtorch is right and fast without the user's doing. The user's own settings win.</summary>
internal static class ComputeStart
{
    /// <summary>Sets memory and oneDNN, once a process.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    /// <exception cref="InvalidOperationException">oneDNN is wrong on this machine and cannot be switched off, or the environment variable about it has no meaning.</exception>
    internal static void Ensure()
    {
        MallocSettings.Ensure();
        NativeLibraries.Ensure();
        OneDnnLibrary.Ensure();
    }
}
