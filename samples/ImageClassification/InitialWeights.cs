using Microsoft.ML;
using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>The weights to start a training from, or to export: those from ImageNet, or out of a file of weights or a model,
/// which is open as long as this.</summary>
internal sealed class InitialWeights : IDisposable
{
    /// <summary>What stands for the weights from ImageNet.</summary>
    internal const string ImageNet = "imagenet";

    /// <summary>What stands for no weights.</summary>
    internal const string None = "none";

    private readonly LoadedModel? _model;

    private InitialWeights(LoadedModel? model, SeNetWeights weights) => (_model, Weights) = (model, weights);

    internal SeNetWeights Weights { get; }

    /// <summary>Opens what the user named; null for nothing, or for what says that there are to be none.</summary>
    internal static InitialWeights? Open(MLContext ml, string? from)
    {
        if (from is null || IsNone(from))
            return null;
        if (string.Equals(from, ImageNet, StringComparison.OrdinalIgnoreCase))
            return new InitialWeights(null, SeNetWeights.ImageNet());
        var file = new FileInfo(from);
        if (WeightsFile.IsOne(file))
            return new InitialWeights(null, SeNetWeights.FromFile(file.FullName));
        var model = Models.Load(ml, file);
        return new InitialWeights(model, model.Network);
    }

    internal static bool IsNone(string? from) => string.Equals(from, None, StringComparison.OrdinalIgnoreCase);

    public void Dispose() => _model?.Dispose();
}
