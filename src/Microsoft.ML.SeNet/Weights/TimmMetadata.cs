using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML.SeNet.Weights.Flavors;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>
/// What programs other than ours must know of a network, as texts under the names that timm has for it in its configurations: numbers and
/// lists
/// are JSON. Nothing here reads it again.
/// </summary>
internal static class TimmMetadata
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The entries, in their order; those that nobody knows are missing.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Of(NetworkOptions network, WeightsSurroundings surroundings)
    {
        if (TimmNetwork.NameOf(network) is { } architecture)
            yield return new("architecture", architecture);
        yield return new("num_classes", network.Classes.ToString(CultureInfo.InvariantCulture));
        yield return new("mean", Json(surroundings.Normalization.Mean));
        yield return new("std", Json(surroundings.Normalization.StandardDeviation));
        if (surroundings.Evaluation is { } evaluation)
        {
            yield return new("input_size", Json((int[])[network.InputChannels, evaluation.ImageSize, evaluation.ImageSize]));
            yield return new("crop_pct", Json(evaluation.CropFraction));
            yield return new("interpolation", "bilinear");
        }
        if (surroundings.Labels is { } labels)
            yield return new("label_names", Json(labels));
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, s_json);
}
