using Microsoft.ML.SeNet.Compute;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>
/// What a process's first plan waits for longest, begun ahead: libtorch is loaded, and its packed convolutions are tried.
/// </summary>
internal static class InferenceStart
{
    // glibc loads libraries under a lock that the first call of any native function takes, too: unpacking is to have made its first calls
    // by then.
    private static readonly TimeSpan s_headStart = TimeSpan.FromMilliseconds(20);

    // On a thread of its own, with which libgomp's helpers for it end.
    private static readonly Lazy<Task> s_begun =
        new(() => Task.Factory.StartNew(Load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    /// <summary>
    /// Begins it, once a process and on another thread. For whoever is about to unpack a model. What fails there fails again, and is heard
    /// of, when a plan is compiled.
    /// </summary>
    internal static void Begin() => _ = s_begun.Value;

    private static void Load()
    {
        Thread.Sleep(s_headStart);
        ComputeStart.Ensure();
        _ = OneDnnConvolutions.Obstacle;
    }
}
