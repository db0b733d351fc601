using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace SeNetMl.Tests.Shared;

/// <summary>A file that tests/Golden/make_golden.py wrote: a case, described in JSON, and PyTorch's numbers for it.</summary>
internal sealed class GoldenFile : IDisposable
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "GoldenFiles");

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
        { Converters = { new JsonStringEnumConverter() } };

    private readonly SafetensorsFile _file;

    private GoldenFile(string path) => _file = SafetensorsFile.Open(path);

    internal static GoldenFile Open(string group, string name) => new(PathOf(group, $"{name}.safetensors"));

    internal static GoldenFile At(string path) => new(path);

    internal static string PathOf(string group, string file) => Path.Combine(s_folder, group, file);

    /// <summary>The names of a group's cases, for a theory.</summary>
    internal static TheoryData<string> Names(string group) =>
        [.. Directory.GetFiles(Path.Combine(s_folder, group), "*.safetensors")
            .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    internal T Case<T>() => JsonSerializer.Deserialize<T>(_file.Metadata["case"], s_json)!;

    internal Tensor this[string name] => _file.Read(name);

    /// <summary>The tensors whose names begin with a prefix, by the rest of their names.</summary>
    internal Dictionary<string, Tensor> Under(string prefix) => _file.Entries
        .Where(entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Name[prefix.Length..], entry => _file.Read(entry.Name));

    public void Dispose() => _file.Dispose();
}
