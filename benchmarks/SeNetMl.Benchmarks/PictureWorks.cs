using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.Transforms.Image;

namespace SeNetMl.Benchmarks;

/// <summary>Photographs from files, on one thread: as the product reads them, and through ML.NET's
/// own transforms behind one cursor.</summary>
internal static class PictureWorks
{
    internal const int Count = 200;
    private const int Size = 224;

    /// <summary>Files to pixels, upright, in memory that is used again.</summary>
    internal static Action Decode() => Each((_, _) => { });

    /// <summary>The same to pictures of one size, antialiased: the shorter side resized and the middle taken.</summary>
    internal static Action DecodeResize()
    {
        var (transformer, transform) = (new PictureTransformer(), new EvaluationTransform(Size, 1));
        return Each((decoded, square) => transformer.StoreAndEvaluate(decoded.View, transform, square));
    }

    private static Action Each(Action<RgbBuffer, byte[]> then)
    {
        var paths = SamplePictures.Paths(Count);
        var (decoded, square) = (new RgbBuffer(), new byte[Size * Size * RgbView.Channels]);
        return () =>
        {
            foreach (var path in paths)
            {
                PictureDecoder.Decode(File.ReadAllBytes(path), decoded);
                then(decoded, square);
            }
        };
    }

    /// <summary>Files to pictures of one size by LoadImages and ResizeImages. IsoCrop is what ResizeImages does
    /// unless told otherwise.</summary>
    internal static Action MlNetDecodeResize(ImageResizingEstimator.ResizingKind kind = ImageResizingEstimator.ResizingKind.IsoCrop)
    {
        var ml = new MLContext(seed: 1);
        var data = Files(ml);
        var pipeline = ml.Transforms.LoadImages("Image", null, nameof(PictureRow.Path))
            .Append(ml.Transforms.ResizeImages("Image", Size, Size, resizing: kind));
        return ReadAll(pipeline.Fit(data).Transform(data));
    }

    /// <summary>Files to pictures by LoadImages.</summary>
    internal static Action MlNetDecode()
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
