using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>The weights to start a training from, or to export, out of a file of weights or a model,
/// which is open as long as this.</summary>
internal sealed class InitialWeights : IDisposable
{
    private readonly LoadedModel? _model;

    private InitialWeights(LoadedModel? model, SeNetWeights weights) => (_model, Weights) = (model, weights);

    internal SeNetWeights Weights { get; }

    /// <summary>Opens what the user named; null for nothing.</summary>
    internal static InitialWeights? Open(MLContext ml, FileInfo? file)
    {
        if (file is null)
            return null;
        if (WeightsFile.IsOne(file))
            return new InitialWeights(null, SeNetWeights.FromFile(file.FullName));
        var model = Models.Load(ml, file);
        return new InitialWeights(model, model.Network);
    }

    public void Dispose() => _model?.Dispose();
}
