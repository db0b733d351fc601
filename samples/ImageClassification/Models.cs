using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet;
using SeNetMl.Samples.ImageClassification.Display;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>What the verbs have in common that use a model.</summary>
internal static class Models
{
    /// <summary>A context; what it logs is shown where the user wants to see it.</summary>
    internal static MLContext Context(Terminal terminal, int? seed, bool isVerbose)
    {
        var ml = new MLContext(seed);
        ml.Log += (_, message) =>
        {
            if (isVerbose || message.Kind >= ChannelMessageKind.Warning)
                terminal.Error.WriteLine(message.Message);
        };
        return ml;
    }

    /// <summary>Loads a model file. Whoever loads it disposes of it.</summary>
    internal static LoadedModel Load(MLContext ml, FileInfo file)
    {
        if (!file.Exists)
            throw new FileNotFoundException(
                $"Model '{file}': expected a file that train has written, got no such file. Run train first, or check the path.");
        var model = ml.Model.Load(file.FullName, out var schema);
        return new LoadedModel(model, schema, NetworkOf(model, file));
    }

    /// <summary>The network in a chain of transformers, such as a pipeline gives.</summary>
    internal static SeResNetTransformer NetworkOf(ITransformer model, FileInfo? file = null) =>
        (model as IEnumerable<ITransformer>)?.OfType<SeResNetTransformer>().FirstOrDefault() ?? model as SeResNetTransformer
        ?? throw new InvalidDataException(
            $"Model '{file}': expected one with an SE-ResNet, got one without. Name a model that train has written.");
}

/// <summary>A model from a file.</summary>
/// <param name="Model">All of its transformers.</param>
/// <param name="InputSchema">The columns that it was trained on.</param>
/// <param name="Network">The network among them.</param>
internal sealed record LoadedModel(ITransformer Model, DataViewSchema InputSchema, SeResNetTransformer Network) : IDisposable
{
    public void Dispose() => (Model as IDisposable)?.Dispose();
}
