using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace SeNetMl.Benchmarks;

/// <summary>Training steps as <c>Fit</c> takes them, in bfloat16: batches are copied together from stored pictures
/// on another thread meanwhile.</summary>
internal static class StepWorks
{
    /// <summary>Pictures of a repetition of <see cref="Large"/> and of a step of it.</summary>
    internal const int LargeBatch = 16;

    /// <inheritdoc cref="LargeBatch"/>
    internal const int SmallBatch = 128;

    /// <summary>SE-ResNet-50 on pictures of 224×224.</summary>
    internal static Action Large() => Step(SeResNetVariant.SeResNet50, InferenceWorks.Side, LargeBatch, classes: 1000);

    /// <summary>SE-ResNet-20 on pictures of 32×32.</summary>
    internal static Action Small() => Step(SeResNetVariant.CifarSeResNet20, 32, SmallBatch, classes: 10);

    private static Action Step(SeResNetVariant variant, int side, int batch, int classes)
    {
        ComputeStart.Ensure(); // as Fit does
        var ml = new MLContext(seed: 1);
        var evaluate = new EvaluationTransform(side, 1);
        var network = new NetworkOptions { Variant = variant, Classes = classes };
        var settings = TrainingWorks.Settings(network, new TrainingTransform(side), evaluate, batch, TrainingPrecision.BFloat16);
        var pictures = TrainingWorks.Load(ml, Rows(ml, side, batch, classes), "Pixels", evaluate);
        var listeners = new TrainingListeners(
            ((IChannelProvider)ml).Start("Steps"), ((IProgressChannelProvider)ml).StartProgressChannel("Steps"), null, () => { });
        var setup = new TrainingSetup(new TrainingJob
        {
            Settings = settings,
            Part = new TrainingPart(pictures, [.. Enumerable.Range(0, batch)], null),
            Device = CPU,
            Listeners = listeners,
        });
        // The search takes real steps, as many as it is asked for; these are too small to diverge.
        var one = new LearningRateFinderOptions { Start = 1e-9, End = 1e-8, Steps = 1 };
        return () => new LearningRateFinder(one).Run(setup, listeners);
    }

    private static IDataView Rows(MLContext ml, int side, int count, int classes)
    {
        var random = new Seeds(1).Stream("pictures");
        var rows = Enumerable.Range(0, count).Select(i => new Row
        {
            Label = (uint)(i % classes),
            Pixels = [.. Enumerable.Range(0, side * side * RgbView.Channels).Select(_ => (byte)random.NextInt32(256))],
        });
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        schema[nameof(Row.Pixels)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, RgbView.Channels, side, side);
        return ml.Data.LoadFromEnumerable(rows.ToArray(), schema);
    }

    private sealed class Row
    {
        public uint Label { get; set; }

        public byte[] Pixels { get; set; } = [];
    }
}
