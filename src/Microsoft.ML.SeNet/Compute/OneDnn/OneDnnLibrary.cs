using Microsoft.ML.Runtime;
using TorchSharp;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// oneDNN as libtorch uses it. Version 3.7.1 believes in caches of one byte where an AMD processor's are hidden: convolutions are wrong or divide by
/// zero, which ends the process. And libtorch's other library for convolutions, NNPACK, writes a line to standard error there for each that it is asked for.
/// </summary>
internal static class OneDnnLibrary
{
    private static readonly Lock s_lock = new();
    private static OneDnnState? s_state;
    private static int s_told;

    /// <summary>Whether convolutions may be given to it, also by operators that libtorch's own switch does not reach.</summary>
    internal static bool IsUsable => Ensure().IsUsable;

    /// <summary>Makes convolutions right, once a process; before anything is computed.</summary>
    /// <exception cref="InvalidOperationException">They cannot be made right, or the environment variable has no meaning.</exception>
    internal static OneDnnState Ensure() => Ensure(CacheLeaves.Read);

    /// <summary>The same, with what the processor says. The first call of a process decides.</summary>
    internal static OneDnnState Ensure(Func<CacheLeaves?> leaves)
    {
        if (Volatile.Read(ref s_state) is { } before)
            return before;
        lock (s_lock)
        {
            if (s_state is null)
                Volatile.Write(ref s_state, Decide(OneDnnChoices.Parse(Environment.GetEnvironmentVariable(OneDnnChoices.Variable)), leaves()));
            return s_state!;
        }
    }

    /// <summary>Says, once a process, what was done.</summary>
    /// <param name="channel">Gets the line, if there is one.</param>
    internal static void TellOnce(IChannel channel)
    {
        var state = Ensure();
        if (state.Line is not { } line || Interlocked.Exchange(ref s_told, 1) != 0)
            return;
        if (state.IsWarning)
            channel.Warning(MessageSensitivity.None, line);
        else
            channel.Info(MessageSensitivity.None, line);
    }

    private static OneDnnState Decide(OneDnnChoice choice, CacheLeaves? leaves)
    {
        _ = torch.get_num_threads(); // has TorchSharp load libtorch
        var library = TorchLibrary.Open();
        library?.UseNnPack(false);
        if (choice == OneDnnChoice.Off)
            return SwitchedOff(library, OneDnnState.OffByChoice, "it was not tried");
        if (leaves is not { AnyHidden: true })
            return OneDnnState.Untouched;
        if (choice == OneDnnChoice.Keep)
            return OneDnnState.KeptByChoice;
        var sizes = CacheLeaves.ReadOlder();
        var obstacle = CacheRepair.Obstacle(leaves, sizes);
        if (KnownWrong.AreRight())
            return obstacle is null ? OneDnnState.Repaired(sizes) : OneDnnState.RightAnyway(obstacle);
        var reason = obstacle ?? "they stayed wrong";
        return SwitchedOff(library, OneDnnState.Off(reason), reason);
    }

    private static OneDnnState SwitchedOff(TorchLibrary? library, OneDnnState state, string reason)
    {
        if (library is null)
            throw OneDnnState.Wrong(reason);
        library.UseOneDnn(false);
        return state;
    }
}
