
namespace Microsoft.ML.SeNet;

/// <content>How a model leaves for programs without ML.NET; its weights alone are saved by <see cref="Weights"/>.</content>
public sealed partial class SeResNetTransformer
{
    /// <inheritdoc cref="SeNetWeights.SaveAsOnnx(string, OnnxExportOptions?)"/>
    public void SaveAsOnnx(string path, OnnxExportOptions? options = null) => Weights.SaveAsOnnx(path, options);

    /// <inheritdoc cref="SeNetWeights.SaveAsOnnx(Stream, OnnxExportOptions?)"/>
    public void SaveAsOnnx(Stream stream, OnnxExportOptions? options = null) => Weights.SaveAsOnnx(stream, options);
}
