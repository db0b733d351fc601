using System.Buffers.Binary;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>A small model and pictures for it.</summary>
internal static class Sample
{
    internal const int ImageSize = 16;

    internal static readonly string[] Names = ["cat", "dog", "über", "fox"];

    internal static void SkipWithoutBFloat16() =>
        Skip.IfNot(Precisions.CanBFloat16(CPU), "Needs a processor with AVX-512 (BW, VL and DQ).");

    /// <summary>Each picture another one, as a file in memory.</summary>
    internal static byte[] Bitmap(int number, int side = 20)
    {
        var file = new byte[54 + (side * side * 4)];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        foreach (var (offset, value) in new[] { (2, file.Length), (10, 54), (14, 40), (18, side), (22, side), (34, side * side * 4) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
        (file[26], file[28]) = (1, 32);
        for (var i = 54; i < file.Length; i++)
            file[i] = (byte)((i & 3) == 1 ? 255 : (number * 37) + (i * (number + 3) / 7));
        return file;
    }

    internal static Picture[] Pictures(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Picture { Number = i, Label = Names[i % Names.Length], Image = Bitmap(i) })];

    internal static IDataView Data(MLContext ml, int count) => ml.Data.LoadFromEnumerable(Pictures(count));

    /// <summary>Labels as the trainer takes them.</summary>
    internal static IDataView Keyed(MLContext ml, IDataView data) =>
        ml.Transforms.Conversion.MapValueToKey(
            "Label", keyData: ml.Data.LoadFromEnumerable(Names.Select(name => new Name { Label = name }))).Fit(data).Transform(data);

    internal static LabelVocabulary Vocabulary(MLContext ml) => LabelVocabulary.Of(Keyed(ml, Data(ml, 1)).Schema["Label"]);

    internal static ModelDescription Description(LabelVocabulary labels) => new ModelDescription
    {
        Network = new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = labels.Count, ZeroInitLastBatchNorm = false },
        Evaluation = new EvaluationTransform(ImageSize, 0.875),
        Normalization = Normalization.ImageNet,
        Labels = labels,
        FeatureColumn = "Image",
        ScoreColumn = "Score",
        PredictedLabelColumn = "PredictedLabel",
        TrainingNotes = new Dictionary<string, string> { ["seed"] = "1" },
    };

    /// <summary>A model whose scores depend on the picture.</summary>
    internal static SeResNetTransformer Model(MLContext ml, int? batchSize = null, LabelVocabulary? labels = null, string? embedding = null)
    {
        var description = Description(labels ?? Vocabulary(ml)) with { BatchSize = batchSize ?? 0, EmbeddingColumn = embedding };
        return new SeResNetTransformer(ml, description, NetworkState.Take(new SeResNet(description.Network, new Seeds(1))));
    }

    /// <summary>What the head of a model's network sees of a picture: the trained form, without batches and cursors.</summary>
    internal static float[] Features(SeResNetTransformer model, Picture picture)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var network = model.Weights.ToNetwork();
        var pixels = new byte[ImageSize * ImageSize * 3];
        var (decoded, stored, transformer) = (new RgbBuffer(), new RgbBuffer(), new PictureTransformer());
        PictureDecoder.Decode(picture.Image, decoded);
        transformer.Store(decoded.View, model.Evaluation, stored);
        transformer.Evaluate(stored.View, model.Evaluation, pixels);
        var input = PixelTensor.ToInput(tensor(pixels, [1, ImageSize, ImageSize, 3]), Normalization.ImageNet, CPU);
        return network.Features(input).data<float>().ToArray();
    }

    internal static float[][] Scores(IDataView scored) => [.. scored.GetColumn<float[]>("Score")];

    internal sealed class Name
    {
        public string Label { get; set; } = "";
    }
}

/// <summary>A row with a picture in it.</summary>
internal sealed class Picture
{
    public float Number { get; set; }

    public string Label { get; set; } = "";

    public byte[] Image { get; set; } = [];
}

/// <summary>What is predicted of a <see cref="Picture"/>.</summary>
internal sealed class Prediction
{
    public float[] Embedding { get; set; } = [];

    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}
