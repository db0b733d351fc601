using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Common;

namespace SeNetMl.Benchmarks;

/// <summary>The validation of many trainings after each of their epochs, so that searches can be tried without training again.</summary>
/// <param name="Data">What they were trained and validated on.</param>
/// <param name="Network">Which network.</param>
/// <param name="Epochs">The length of each training.</param>
/// <param name="Curves">One for each configuration and seed.</param>
internal sealed record RecordedCurves(string Data, string Network, int Epochs, IReadOnlyList<RecordedCurve> Curves)
{
    private static readonly JsonSerializerOptions s_json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Reads the file of <see cref="Save"/>.</summary>
    internal static RecordedCurves Load(string path)
    {
        using var stream = File.OpenRead(path);
        return JsonSerializer.Deserialize<RecordedCurves>(stream, s_json)
            ?? throw new InvalidDataException($"Recorded curves: expected them in '{path}', got null.");
    }

    /// <summary>Writes one curve a line.</summary>
    internal void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"{{\"Data\":{Text(Data)},\"Network\":{Text(Network)},\"Epochs\":{Epochs},\"Curves\":[");
        for (var i = 0; i < Curves.Count; i++)
            writer.WriteLine(Text(Curves[i]) + (i + 1 < Curves.Count ? "," : ""));
        writer.WriteLine("]}");
    });

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, s_json);
}

/// <summary>One training.</summary>
/// <param name="Configuration">What was tried.</param>
/// <param name="Seed">Of the training.</param>
/// <param name="Accuracy">Top-1 accuracy on the validation pictures after each epoch.</param>
/// <param name="Loss">Mean cross-entropy there.</param>
internal sealed record RecordedCurve(
    CurveConfiguration Configuration, int Seed, IReadOnlyList<double> Accuracy, IReadOnlyList<double> Loss);

/// <summary>A point of the recorded space.</summary>
/// <param name="ReductionRatio">r.</param>
/// <param name="LearningRate">The highest learning rate.</param>
/// <param name="Augmentation">How training pictures are varied.</param>
internal sealed record CurveConfiguration(int ReductionRatio, double LearningRate, AugmentationPreset Augmentation);
