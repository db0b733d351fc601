using TorchSharp;

namespace Microsoft.ML.SeNet.Common;

/// <summary>Lets libtorch compute on all processors: Debian's starts with one thread where nobody says how many.</summary>
internal static class ComputeThreads
{
    private static readonly string[] s_variables = ["OMP_NUM_THREADS", "MKL_NUM_THREADS"];
    private static readonly Lazy<int> s_ensured = new(Set);

    /// <summary>Sets the number of threads, once a process, unless the user has chosen one.</summary>
    /// <returns>The number of threads that libtorch had after that.</returns>
    internal static int Ensure() => s_ensured.Value;

    /// <summary>The number to set; null where the present one is to stay.</summary>
    /// <param name="present">What libtorch has.</param>
    /// <param name="processors">What the machine has.</param>
    /// <param name="variable">Reads an environment variable.</param>
    internal static int? Wanted(int present, int processors, Func<string, string?> variable) =>
        present == 1 && processors > 1 && s_variables.All(name => string.IsNullOrEmpty(variable(name))) ? processors : null;

    /// <summary>Has this thread compute with so many threads until the result is disposed; null changes nothing.</summary>
    internal static Limited Limit(int? threads)
    {
        var before = torch.get_num_threads();
        if (threads is not { } wanted || wanted == before)
            return default;
        torch.set_num_threads(wanted);
        return new Limited(before);
    }

    /// <summary>Sets back the number of threads.</summary>
    internal readonly struct Limited(int before) : IDisposable
    {
        public void Dispose()
        {
            if (before > 0)
                torch.set_num_threads(before);
        }
    }

    private static int Set()
    {
        if (Wanted(torch.get_num_threads(), Environment.ProcessorCount, Environment.GetEnvironmentVariable) is { } number)
            torch.set_num_threads(number);
        return torch.get_num_threads();
    }
}
