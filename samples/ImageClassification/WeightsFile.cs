namespace SeNetMl.Samples.ImageClassification;

/// <summary>What extensions say of a file.</summary>
internal static class WeightsFile
{
    internal const string Safetensors = ".safetensors";

    private static readonly string[] s_weights = [Safetensors, ".pth", ".pt", ".th", ".onnx"];

    /// <summary>Whether a file holds weights alone, and no model of ML.NET's.</summary>
    internal static bool IsOne(FileInfo file) => s_weights.Contains(file.Extension, StringComparer.OrdinalIgnoreCase);

    /// <summary>The file, if its extension is one of these.</summary>
    internal static FileInfo Checked(FileInfo file, params string[] extensions) => extensions.Contains(
        file.Extension, StringComparer.OrdinalIgnoreCase)
        ? file
        : throw new ArgumentException(
            $"Output '{file}': expected a file name that ends in {string.Join(", ", extensions)}, got '{file.Extension}'. "
            + "The extension says what to write.");
}
