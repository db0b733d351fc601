namespace Microsoft.ML.Data;

/// <summary>Pictures at another size, as ML.NET asks Skia for them.</summary>
internal static class PictureResizer
{
    public static PixelBuffer Resize(PixelBuffer source, int width, int height, ImageResizeMode mode) => mode switch
    {
        ImageResizeMode.Fill => NearestSampler.Resize(source, width, height),
        ImageResizeMode.Pad => Draw(source, width, height, Pad(source, width, height)),
        >= ImageResizeMode.CropAnchorTop and <= ImageResizeMode.CropAnchorCentral => Draw(source, width, height, Crop(source, width, height, mode)),
        _ => throw new ArgumentException("Invalid resize mode value.", nameof(mode)),
    };

    /// <summary>The whole picture within the target; what it leaves free is divided evenly.</summary>
    private static Frame Pad(PixelBuffer source, int width, int height)
    {
        float widthAspect = (float)width / source.Width, heightAspect = (float)height / source.Height;
        bool isTall = heightAspect < widthAspect;
        float aspect = isTall ? heightAspect : widthAspect;
        int left = isTall ? (int)((width - (source.Width * aspect)) / 2) : 0;
        int top = isTall ? 0 : (int)((height - (source.Height * aspect)) / 2);
        return new Frame(left, top, (int)(source.Width * aspect), (int)(source.Height * aspect));
    }

    /// <summary>The target covered by the picture; the anchor says which part is kept.</summary>
    private static Frame Crop(PixelBuffer source, int width, int height, ImageResizeMode mode)
    {
        float widthAspect = (float)width / source.Width, heightAspect = (float)height / source.Height;
        bool cutsRows = heightAspect < widthAspect;
        float aspect = cutsRows ? widthAspect : heightAspect;
        int left = cutsRows ? 0 : mode switch
        {
            ImageResizeMode.CropAnchorLeft => 0,
            ImageResizeMode.CropAnchorRight => (int)(width - (source.Width * aspect)),
            _ => (int)((width - (source.Width * aspect)) / 2),
        };
        int top = !cutsRows ? 0 : mode switch
        {
            ImageResizeMode.CropAnchorTop => 0,
            ImageResizeMode.CropAnchorBottom => (int)(height - (source.Height * aspect)),
            _ => (int)((height - (source.Height * aspect)) / 2),
        };
        return new Frame(left, top, (int)(source.Width * aspect), (int)(source.Height * aspect));
    }

    /// <summary>Skia's quality "high": cubic where it grows; where it shrinks, linear on the picture halved as often as fits.</summary>
    private static PixelBuffer Draw(PixelBuffer source, int width, int height, Frame frame)
    {
        var target = PixelBuffer.Blank(width, height, isOpaque: true);
        if (frame.Width <= 0 || frame.Height <= 0)
            return target;
        double across = (double)source.Width / frame.Width, down = (double)source.Height / frame.Height;
        bool isCubic = across <= 1 && down <= 1 && across * down < 1;
        var level = source;
        for (double scale = Math.Sqrt(across * down); scale >= 2; scale /= 2)
        {
            var next = PictureHalver.Halve(level);
            Forget(level);
            level = next;
        }
        SmoothSampler.Draw(level, target, frame, isCubic);
        Forget(level);
        return target;

        void Forget(PixelBuffer done)
        {
            if (done != source)
                done.Dispose();
        }
    }
}

/// <summary>Where a whole picture lies on a target, perhaps beyond its borders.</summary>
internal readonly record struct Frame(int Left, int Top, int Width, int Height);
