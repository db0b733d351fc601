namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>What was done about oneDNN in this process.</summary>
/// <param name="IsUsable">Whether convolutions may be given to it.</param>
/// <param name="Line">What a user should know; null where all is as everywhere.</param>
/// <param name="IsWarning">Whether the user loses by it.</param>
internal sealed record OneDnnState(bool IsUsable, string? Line, bool IsWarning = false)
{
    private const string Hidden = "oneDNN: this machine hides the sizes of the processor's caches (often a hypervisor does).";

    /// <summary>The processor tells oneDNN what it asks.</summary>
    internal static readonly OneDnnState Untouched = new(IsUsable: true, null);

    /// <summary>Switched off because the user wants it.</summary>
    internal static readonly OneDnnState OffByChoice = new(
        IsUsable: false, $"oneDNN: switched off, as {OneDnnChoices.Variable} says. Convolutions are slower.");

    /// <summary>Left as it is because the user wants it, on a machine where it is wrong.</summary>
    internal static readonly OneDnnState KeptByChoice = new(
        IsUsable: true,
        $"{Hidden} It is left as it is, as {OneDnnChoices.Variable} says: its numbers may be wrong, and the process may end.",
        IsWarning: true);

    /// <summary>The sizes were put right.</summary>
    internal static OneDnnState Repaired(CacheSizes sizes) => new(IsUsable: true, $"{Hidden} They were put right ({sizes}).");

    /// <summary>Left as it is because it is right all the same.</summary>
    internal static OneDnnState RightAnyway(string obstacle) => new(
        IsUsable: true, $"{Hidden} They were left as they are, since {obstacle}; the convolutions that would be wrong by that are right.");

    /// <summary>Switched off because it is wrong.</summary>
    internal static OneDnnState Off(string reason) => new(
        IsUsable: false,
        $"{Hidden} Its convolutions would be wrong by that, and their sizes could not be put right: {reason}. "
        + "It is switched off, and convolutions are slower.", IsWarning: true);

    /// <summary>What is thrown where it is wrong and cannot be switched off.</summary>
    internal static InvalidOperationException Wrong(string reason) => new(
        $"{Hidden} Its convolutions are wrong by that, their sizes could not be put right ({reason}), "
        + "and this libtorch cannot switch it off. Use the native packages of TorchSharp 0.107, or a machine that shows its caches.");
}

/// <summary>What to do about oneDNN; the environment variable <c>SENETML_ONEDNN</c> says so, before the process starts.</summary>
internal enum OneDnnChoice
{
    /// <summary>"auto", or nothing: where the processor hides its caches, their sizes are put right, and where that fails
    /// oneDNN is switched off.</summary>
    Auto,

    /// <summary>"off": it is switched off in the whole process. Slower; right on any machine.</summary>
    Off,

    /// <summary>"keep": it stays as it is, right or not.</summary>
    Keep,
}

/// <summary>Reads the choice.</summary>
internal static class OneDnnChoices
{
    internal const string Variable = "SENETML_ONEDNN";

    /// <summary>The choice of a text, in any case.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    internal static OneDnnChoice Parse(string? text) =>
        string.IsNullOrEmpty(text) ? OneDnnChoice.Auto
        : Array.Find(Enum.GetNames<OneDnnChoice>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<OneDnnChoice>(name)
        : throw new InvalidOperationException(
            $"Environment variable {Variable}: expected auto, off or keep, got '{text}'. "
            + "Set it to one of these or remove it, then start again.");
}
