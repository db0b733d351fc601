namespace Microsoft.ML.SeNet.Common;

/// <summary>What every computation begins with, so that libtorch is fast without the user's doing. The user's own settings win.</summary>
internal static class ComputeStart
{
    /// <summary>Sets memory and threads, once a process.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    internal static void Ensure()
    {
        MallocSettings.Ensure();
        NativeLibraries.Ensure();
        ComputeThreads.Ensure();
    }
}
