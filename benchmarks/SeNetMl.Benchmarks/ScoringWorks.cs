using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;

namespace SeNetMl.Benchmarks;

/// <summary>Scores of decoded pictures: batched behind a cursor, row by row, and by a prediction engine
/// against the network alone.</summary>
internal static class ScoringWorks
{
    /// <summary>Pictures of a repetition of <see cref="Batched"/> and <see cref="RowByRow"/>.</summary>
    internal const int Count = 512;

    private const int SmallSize = 32;
    private const int LargeSize = 224;
    private const int TinySize = 8;
    private const int DifferentPictures = 1_000;

    /// <summary>SE-ResNet-20 over a data view, as <c>Evaluate</c> reads it.</summary>
    internal static Action Batched() => Transform(Pictures(SmallSize, Count), SmallSize);

    /// <summary>The same over so many tiny pictures.</summary>
    internal static Action Transform(int count)
    {
        var some = Pictures(TinySize, DifferentPictures);
        return Transform([.. Enumerable.Range(0, count).Select(i => some[i % DifferentPictures])], TinySize);
    }

    /// <summary>The same pictures one at a time, by the model's row mapper.</summary>
    internal static Action RowByRow()
    {
        var (ml, model) = Model(SeResNetVariant.CifarSeResNet20, SmallSize);
        var data = ml.Data.LoadFromEnumerable(Pictures(SmallSize, Count), Schema(SmallSize));
        var mapper = ((ITransformer)model).GetRowToRowMapper(data.Schema);
        var score = mapper.OutputSchema["Score"];
        return () =>
        {
            using var cursor = data.GetRowCursor(data.Schema);
            using var row = mapper.GetRow(cursor, [score]);
            var getter = row.GetGetter<VBuffer<float>>(score);
            VBuffer<float> value = default;
            while (cursor.MoveNext())
                getter(ref value);
        };
    }

    /// <summary>One SE-ResNet-50 prediction of an engine, from pixels to the label.</summary>
    internal static Action Engine()
    {
        var (ml, model) = Model(SeResNetVariant.SeResNet50, LargeSize);
        var picture = Pictures(LargeSize, 1)[0];
        var engine = ml.Model.CreatePredictionEngine<Picture, Prediction>(model, inputSchemaDefinition: Schema(LargeSize));
        return () => engine.Predict(picture);
    }

    /// <summary>The same picture through the inference plan alone.</summary>
    internal static Action Network()
    {
        var (_, model) = Model(SeResNetVariant.SeResNet50, LargeSize);
        var pixels = Pictures(LargeSize, 1)[0].Pixels;
        var scorer = new BatchScorer(NetworkState.Take(new SeResNet(model.Network, new Seeds(1))), Normalization.ImageNet, LargeSize,
            TorchSharp.torch.CPU, () => new ObjectDisposedException(nameof(BatchScorer)));
        var scores = new float[model.Network.Classes];
        return () => scorer.Score(pixels, 1, scores);
    }

    private static Action Transform(Picture[] pictures, int size)
    {
        var (ml, model) = Model(SeResNetVariant.CifarSeResNet20, size);
        var view = model.Transform(ml.Data.LoadFromEnumerable(pictures, Schema(size)));
        return () => Read(view.GetRowCursor([view.Schema["Score"]]));
    }

    /// <summary>A model with fresh weights, of pixel vectors unless another column is named.</summary>
    internal static (MLContext Ml, SeResNetTransformer Model) Model(
        SeResNetVariant variant, int size, string column = nameof(Picture.Pixels), int classes = 10)
    {
        var ml = new MLContext(seed: 1);
        var options = NetworkOptions.Of(variant) with { Classes = classes };
        var description = new ModelDescription
        {
            Network = options,
            Evaluation = new EvaluationTransform(size, 1),
            Normalization = Normalization.ImageNet,
            Pixels = new PixelVectorSource(Side: size),
            Labels = Labels(ml, options.Classes),
            FeatureColumn = column,
            ScoreColumn = "Score",
            PredictedLabelColumn = "PredictedLabel",
        };
        return (ml, new SeResNetTransformer(ml, description, NetworkState.Take(new SeResNet(options, new Seeds(1)))));
    }

    private static LabelVocabulary Labels(MLContext ml, int classes)
    {
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, classes).Select(i => new { Label = $"class {i}" }));
        return LabelVocabulary.Of(ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).GetOutputSchema(data.Schema)["Label"]);
    }

    private static Picture[] Pictures(int size, int count)
    {
        var random = new Seeds(1).Stream("pictures");
        return [.. Enumerable.Range(0, count).Select(
            _ => new Picture { Pixels = [.. Enumerable.Range(0, size * size * 3).Select(_ => (byte)random.NextInt32(256))] })];
    }

    private static SchemaDefinition Schema(int size)
    {
        var schema = SchemaDefinition.Create(typeof(Picture));
        schema[nameof(Picture.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, 3, size, size);
        return schema;
    }

    private static void Read(DataViewRowCursor cursor)
    {
        using var _ = cursor;
        var getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"]);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
            getter(ref value);
    }

    private sealed class Picture
    {
        public byte[] Pixels { get; set; } = [];
    }

    private sealed class Prediction
    {
        public uint PredictedLabel { get; set; }

        public float[] Score { get; set; } = [];
    }
}
