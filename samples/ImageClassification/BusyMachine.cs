using System.Globalization;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>Tells where other programs use the processors: threads that wait for each other then slow a training down many times.</summary>
internal static class BusyMachine
{
    private const string LoadFile = "/proc/loadavg";
    private const double Busy = 0.75;

    /// <summary>What to do about it; null where nobody else is busy, or nobody can tell.</summary>
    internal static string? Hint() => File.Exists(LoadFile) && Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null
        ? Hint(File.ReadAllText(LoadFile), Environment.ProcessorCount)
        : null;

    /// <summary>The same, of a text as the kernel writes it: the load of the last minute first.</summary>
    internal static string? Hint(string load, int processors) =>
        processors > 1 && double.TryParse(load.Split(' ')[0], CultureInfo.InvariantCulture, out var minute) && minute > Busy * processors
            ? $"Other programs keep the {processors} processors busy (load {minute:0.0}). Should the training be slow, stop them, "
                + $"or give it fewer threads: OMP_NUM_THREADS={Math.Max(1, processors - (int)Math.Ceiling(minute))} before the command."
            : null;
}
