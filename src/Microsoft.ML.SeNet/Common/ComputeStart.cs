namespace Microsoft.ML.SeNet.Common;

/// <summary>What every computation begins with, so that libtorch is fast without the user's doing. The user's own settings win.</summary>
internal static class ComputeStart
{
    /// <summary>Sets memory, once a process.</summary>
    internal static void Ensure()
    {
        MallocSettings.Ensure();
    }
}
