namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>What to do about oneDNN; the environment variable <c>SENETML_ONEDNN</c> says so, before the process starts.</summary>
internal enum OneDnnChoice
{
    /// <summary>"auto", or nothing: where the processor hides its caches, their sizes are put right, and where that fails oneDNN is switched off.</summary>
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
        : Array.Find(Enum.GetNames<OneDnnChoice>(), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse<OneDnnChoice>(name)
        : throw new InvalidOperationException($"Environment variable {Variable}: expected auto, off or keep, got '{text}'. Set it to one of these or remove it, then start again.");
}
