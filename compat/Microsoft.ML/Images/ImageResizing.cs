using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>How one column of pictures is resized.</summary>
internal sealed record ImageResizing(string Name, string InputColumnName, int Width, int Height, ImageResizingEstimator.ResizingKind Kind, ImageResizingEstimator.Anchor Anchor)
{
    public ImageDataViewType Type { get; } = new(Height, Width);

    public ImageResizeMode Mode => (Kind, Anchor) switch
    {
        (ImageResizingEstimator.ResizingKind.IsoPad, _) => ImageResizeMode.Pad,
        (ImageResizingEstimator.ResizingKind.Fill, _) => ImageResizeMode.Fill,
        (_, ImageResizingEstimator.Anchor.Top) => ImageResizeMode.CropAnchorTop,
        (_, ImageResizingEstimator.Anchor.Bottom) => ImageResizeMode.CropAnchorBottom,
        (_, ImageResizingEstimator.Anchor.Left) => ImageResizeMode.CropAnchorLeft,
        (_, ImageResizingEstimator.Anchor.Right) => ImageResizeMode.CropAnchorRight,
        _ => ImageResizeMode.CropAnchorCentral,
    };

    public static ImageResizing Checked(string name, int imageWidth, int imageHeight, string? inputColumnName, ImageResizingEstimator.ResizingKind resizing, ImageResizingEstimator.Anchor anchor)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        Contracts.CheckParam(imageWidth > 0, nameof(imageWidth));
        Contracts.CheckParam(imageHeight > 0, nameof(imageHeight));
        Contracts.CheckParam(Enum.IsDefined(resizing), nameof(resizing));
        Contracts.CheckParam(Enum.IsDefined(anchor), nameof(anchor));
        return new ImageResizing(name, inputColumnName ?? name, imageWidth, imageHeight, resizing, anchor);
    }
}
