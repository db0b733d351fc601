namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>
/// Numbers of PyTorch's checkpoint formats (torch/serialization.py), and the one place where complaints about such a file are worded.
/// </summary>
internal static class TorchFormat
{
    /// <summary>
    /// The most bytes of pickles that are read: those of a network of 1000 layers with its optimizer have less than one million.
    /// </summary>
    internal const int MaxPickleBytes = 4 << 20;

    /// <summary>The newest version of the zip format that PyTorch itself knows.</summary>
    internal const int NewestVersion = 10;

    /// <summary>The exception for a file that breaks the format or holds what is not read.</summary>
    internal static InvalidDataException Error(string file, string where, string expected, string got, Exception? inner = null) =>
        new(
            $"Cannot read '{file}' as a PyTorch checkpoint: {where}: expected {expected}, got {got}. "
            + "The file is damaged, or holds more than weights: fetch or save it again.",
            inner);
}
