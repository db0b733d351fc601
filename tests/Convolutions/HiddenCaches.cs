using Microsoft.ML.SeNet.Compute.OneDnn;
using static TorchSharp.torch;

namespace SeNetMl.Convolutions;

/// <summary>Has oneDNN, and us, believe that the processor's caches are hidden, as on the machines where they are.</summary>
internal static class HiddenCaches
{
    private static readonly CacheLeaves s_hidden = new([1, 1, 1]);

    internal static void Pretend()
    {
        using (nn.functional.conv2d(ones(2, 1, 1, 1), ones(1, 1, 1, 1))) // has oneDNN make its note
        {
        }
        if (CacheRepair.Open(out var words, out _) is { } obstacle)
            throw new InvalidOperationException(obstacle);
        CacheWords.Hide(words);
        OneDnnLibrary.Ensure(() => s_hidden);
    }
}
