using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.Benchmarks;

/// <summary>Works on pictures: the first JPEG files below the folder that the variable PICTURES names, one thread.</summary>
internal static class PictureWorks
{
    internal const int Pictures = 64;
    private const int Size = 224;

    internal static Action DecodeResize()
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(Files().Select(path => new Row { Path = path }));
        var pipeline = ml.Transforms.LoadImages("Image", null, "Path").Append(ml.Transforms.ResizeImages("Small", Size, Size, "Image"));
        var pictures = pipeline.Fit(data).Transform(data);
        return () =>
        {
            using var cursor = pictures.GetRowCursor([pictures.Schema["Small"]]);
            var getter = cursor.GetGetter<MLImage>(pictures.Schema["Small"]);
            MLImage picture = null!;
            while (cursor.MoveNext())
                getter(ref picture);
        };
    }

    private static string[] Files()
    {
        string folder = Environment.GetEnvironmentVariable("PICTURES") ?? "";
        string[] files = Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Pictures)]
            : [];
        return files.Length == Pictures
            ? files
            : throw new InvalidOperationException($"PICTURES: expected a folder with at least {Pictures} .jpg files below it, got {files.Length} in '{folder}'.");
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}
