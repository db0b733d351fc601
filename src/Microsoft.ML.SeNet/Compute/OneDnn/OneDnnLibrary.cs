using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>
/// oneDNN as libtorch uses it. Version 3.7.1 believes in caches of one byte where an AMD processor's are hidden: convolutions are wrong or
/// divide by zero, which ends the process. And libtorch's other library for convolutions, NNPACK, writes a line to standard error there
/// for each that it is asked for.
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
                Volatile.Write(
                    ref s_state, Decide(OneDnnChoices.Parse(Environment.GetEnvironmentVariable(OneDnnChoices.Variable)), leaves()));
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

/// <summary>
/// Small convolutions that oneDNN 3.7.1 computes wrongly if it believes in caches of one byte, on any number of threads, and that end no
/// process. Of small whole numbers, so that float32 holds every sum exactly and any right answer equals that in float64,
/// which oneDNN never computes.
/// </summary>
internal static class KnownWrong
{
    private static readonly Case[] s_cases =
    [
        new(From: 20, To: 52, Kernel: 3, ChannelsLast: false), // its output, with AVX2 and AVX-512
        new(From: 8, To: 8, Kernel: 3, ChannelsLast: false), // its gradient, with AVX-512
        new(From: 40, To: 40, Kernel: 1, ChannelsLast: true), // its output, with AVX-512
        new(From: 32, To: 100, Kernel: 3, ChannelsLast: true), // its output, with AVX2
    ];

    /// <summary>Whether all are right as things are now.</summary>
    internal static bool AreRight() => s_cases.All(IsRight);

    private static bool IsRight(Case convolution)
    {
        using var scope = NewDisposeScope();
        using var normal = inference_mode(false); // the caller may be in that mode
        using var tracked = enable_grad();
        var (output, gradient) = Compute(convolution, ScalarType.Float32);
        var (expected, expectedGradient) = Compute(convolution, ScalarType.Float64);
        return output.to(ScalarType.Float64).Equals(expected) && gradient.to(ScalarType.Float64).Equals(expectedGradient);
    }

    /// <summary>(2, C, 5, 5) → (2, C', 5, 5), and what its input gets for a gradient of the output's own size.</summary>
    private static (Tensor Output, Tensor Gradient) Compute(Case convolution, ScalarType type)
    {
        const int Batch = 2;
        const int Side = 5;
        var (from, to, kernel, _) = convolution;
        var input = Whole(type, 7, Batch, from, Side, Side);
        if (convolution.ChannelsLast)
            input = input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        input = input.detach().requires_grad_();
        var output = nn.functional.conv2d(input, Whole(type, 3, to, from, kernel, kernel), padding: [kernel / 2, kernel / 2]);
        output.backward([Whole(type, 5, Batch, to, Side, Side)]);
        return (output.detach(), input.grad!);
    }

    /// <summary>Whole numbers from -2 to 2.</summary>
    private static Tensor Whole(ScalarType type, int step, params long[] size) =>
        arange(size.Aggregate((a, b) => a * b), device: CPU).mul(step).div(3, RoundingMode.floor).remainder(5).sub(2).to(type).view(size);

    private readonly record struct Case(int From, int To, int Kernel, bool ChannelsLast);
}
