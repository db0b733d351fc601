using System.Text;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Data;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Scoring;
using Microsoft.ML.SeNet.Weights;

[assembly: LoadableClass(typeof(SeResNetTransformer), null, typeof(SignatureLoadModel), "SE-ResNet Image Classifier", SeResNetTransformer.LoaderSignature)]

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
    private const int MostDescriptionBytes = 1 << 24;

    // The simple name: a newer assembly's file loads on an older one.
    private static readonly VersionInfo s_version = new(
        ModelSignature, verWrittenCur: Version1, verReadableCur: Version1, verWeCanReadBack: Version1, typeof(SeResNetTransformer).Assembly.GetName().Name!, LoaderSignature);

    // *** Binary format, version 1.1 ***
    // Model.key itself is a header without data. The fields are streams beside it, read and written in this order:
    private static readonly Field[] s_fields =
    [
        // LabelVocabulary: type of the values (string), count (int32), the values one after the other.
        new(LabelsName, (model, stream) => WriteLabels(model.Description.Labels, stream), (parts, stream) => parts.Labels = ReadLabels(stream)),
        // ModelDescription as JSON, UTF-8.
        new(DescriptionName, (model, stream) => stream.Write(Encoding.UTF8.GetBytes(model.Description.ToJson())), (parts, stream) => parts.Description = ModelDescription.Parse(ReadText(stream), parts.Labels!)),
        // The trained form, under timm's names, with the network's options in the metadata.
        new(WeightsName, (model, stream) => NetworkWeights.Save(model.TrainedNetwork, stream), (parts, stream) => parts.Network = NetworkWeights.Open(stream, WeightsName, parts.Description!.Network)),
    ];

    /// <summary>Writes the model.</summary>
    /// <param name="ctx">Where to.</param>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Save(ModelSaveContext ctx)
    {
        _host.CheckValue(ctx, nameof(ctx));
        using var call = _scorer.Enter();
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        foreach (var field in s_fields)
            ctx.SaveBinaryStream(field.Name, writer => field.Save(this, writer.BaseStream));
    }

    private static SeResNetTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        env.CheckValue(ctx, nameof(ctx));
        CheckVersion(ctx);
        var parts = new Parts();
        try
        {
            foreach (var field in s_fields)
            {
                if (!ctx.TryLoadBinaryStream(field.Name, reader => field.Load(parts, reader.BaseStream)))
                    throw new InvalidDataException($"The model is damaged: expected the stream '{field.Name}', got none. Save or copy it again.");
            }
        }
        catch
        {
            parts.Network?.Dispose();
            throw;
        }
        return new SeResNetTransformer(env, parts.Description!, parts.Network!);
    }

    private static void CheckVersion(ModelLoadContext ctx)
    {
        var header = ctx.Header;
        if (header.ModelSignature == s_version.ModelSignature && header.ModelVerReadable > s_version.VerWrittenCur)
            throw new InvalidDataException($"The model is of a newer version of Microsoft.ML.SeNet: expected a format up to {VersionText(s_version.VerWrittenCur)}, got {VersionText(header.ModelVerReadable)}. Update the package SeNetMl.");
        ctx.CheckAtModel(s_version);
    }

    private static string VersionText(uint version) => FormattableString.Invariant($"{version >> 16}.{version & 0xFFFF}");

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

    private static string ReadText(Stream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 12];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MostDescriptionBytes)
                throw new InvalidDataException($"The description of the model is damaged: expected at most {MostDescriptionBytes} bytes, got more.");
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>One stream of a model.</summary>
    /// <param name="Name">Its name in the zip.</param>
    /// <param name="Save">Writes it.</param>
    /// <param name="Load">Reads it, with the help of what was read before.</param>
    private sealed record Field(string Name, Action<SeResNetTransformer, Stream> Save, Action<Parts, Stream> Load);

    /// <summary>What has been read.</summary>
    private sealed class Parts
    {
        internal LabelVocabulary? Labels { get; set; }

        internal ModelDescription? Description { get; set; }

        internal SeResNet? Network { get; set; }
    }
}
