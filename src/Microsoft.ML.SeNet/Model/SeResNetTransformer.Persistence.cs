using Microsoft.ML.SeNet;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Weights;

[assembly: LoadableClass(
    typeof(SeResNetTransformer), null, typeof(SignatureLoadModel), "SE-ResNet Image Classifier", SeResNetTransformer.LoaderSignature)]

namespace Microsoft.ML.SeNet;

/// <content>How a model is written into ML.NET's zip and read from it.</content>
public sealed partial class SeResNetTransformer
{
    internal const string LoaderSignature = "SeResNetTransformer";

    internal const string DescriptionName = "Description.json";
    internal const string LabelsName = "Labels.bin";
    internal const string WeightsName = "Weights.safetensors";

    private const string ModelSignature = "SERESNET";
    private const uint Version1 = 0x00010001;

    // The simple name: a newer assembly's file loads on an older one.
    private static readonly VersionInfo s_version = new(
        ModelSignature, verWrittenCur: Version1, verReadableCur: Version1, verWeCanReadBack: Version1,
        typeof(SeResNetTransformer).Assembly.GetName().Name!, LoaderSignature);

    // *** Binary format, version 1.1 ***
    private static readonly ModelFormat<SeResNetTransformer, Parts> s_format = new(s_version,
    [
        // LabelVocabulary: type of the values (string), count (int32), the values one after the other.
        new(
            LabelsName,
            (model, stream) => WriteLabels(model.Description.Labels, stream),
            (parts, stream) => parts.Labels = ReadLabels(stream)),
        // ModelDescription as JSON, UTF-8.
        ModelFormat<SeResNetTransformer, Parts>.Text(
            DescriptionName,
            model => model.Description.ToJson(),
            (parts, json) => parts.Description = ModelDescription.Parse(json, parts.Labels!)),
        // The trained form, under timm's names, with the network's options in the metadata.
        new(
            WeightsName,
            (model, stream) => NetworkWeights.Save(model.Trained, stream),
            (parts, stream) => parts.Trained = NetworkWeights.OpenState(stream, WeightsName, parts.Description!.Network)),
    ]);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        using var call = _scoring.Scorer.Enter();
        s_format.Save(ctx, this);
    }

    private static SeResNetTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        var parts = new Parts();
        try
        {
            s_format.Load(ctx, parts);
        }
        catch
        {
            parts.Trained?.Dispose();
            throw;
        }
        return new SeResNetTransformer(env, parts.Description!, parts.Trained!);
    }

    private static void WriteLabels(LabelVocabulary labels, Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        labels.Write(writer);
    }

    private static LabelVocabulary ReadLabels(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return LabelVocabulary.Read(reader);
    }

    /// <summary>What has been read.</summary>
    private sealed class Parts
    {
        internal LabelVocabulary? Labels { get; set; }

        internal ModelDescription? Description { get; set; }

        internal NetworkState? Trained { get; set; }
    }
}
