using TorchSharp;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>How many threads libtorch computes with: all processors unless told otherwise.</summary>
internal static class ComputeThreads
{
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
}
