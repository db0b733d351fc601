using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace SeNetMl.Benchmarks;

/// <summary>Photographs through ML.NET's own transforms, as a user's pipeline runs them: one cursor, one thread.</summary>
internal static class PictureWorks
{
    internal const int Count = 200;
    private const int Size = 224;

    /// <summary>Files to pictures of one size. IsoCrop is what ResizeImages does unless told otherwise.</summary>
    internal static Action DecodeResize(ImageResizingEstimator.ResizingKind kind = ImageResizingEstimator.ResizingKind.IsoCrop)
    {
        var ml = new MLContext(seed: 1);
        var data = Files(ml);
        var pipeline = ml.Transforms.LoadImages("Image", null, nameof(PictureRow.Path))
            .Append(ml.Transforms.ResizeImages("Image", Size, Size, resizing: kind));
        return ReadAll(pipeline.Fit(data).Transform(data));
    }

    internal static Action Decode()
    {
        var ml = new MLContext(seed: 1);
        var data = Files(ml);
        return ReadAll(ml.Transforms.LoadImages("Image", null, nameof(PictureRow.Path)).Fit(data).Transform(data));
    }

    private static IDataView Files(MLContext ml) =>
        ml.Data.LoadFromEnumerable(SamplePictures.Paths(Count).Select(path => new PictureRow { Path = path }).ToArray());

    private static Action ReadAll(IDataView view) => () =>
    {
        var column = view.Schema["Image"];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<MLImage>(column);
        MLImage image = null!;
        long bytes = 0;
        while (cursor.MoveNext())
        {
            getter(ref image);
            bytes += image.Pixels.Length;
        }
        if (bytes == 0)
            throw new InvalidOperationException("Expected pictures, got none.");
    };

    private sealed class PictureRow
    {
        public string Path { get; set; } = "";
    }
}
