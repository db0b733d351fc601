using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Which numbers are made of one column of pictures.</summary>
/// <remarks>In a model: colours, order, whether floats (a byte each), offset, scale (32-bit floats), whether interleaved (a byte).</remarks>
internal sealed record PixelExtraction(
    string Name,
    string InputColumnName,
    ImagePixelExtractingEstimator.ColorBits Colors,
    ImagePixelExtractingEstimator.ColorsOrder Order,
    bool IsInterleaved,
    float Offset,
    float Scale,
    bool AsFloats)
{
    private const uint VersionWithoutOrder = 0x00010002;

    public int Planes => BitOperations.PopCount((uint)(Colors & ImagePixelExtractingEstimator.ColorBits.All));

    public NumberDataViewType ItemType => AsFloats ? NumberDataViewType.Single : NumberDataViewType.Byte;

    /// <summary>For each plane in its order, where its colour stands in a pixel.</summary>
    public int[] Channels(MLPixelFormat format)
    {
        int red = format switch
        {
            MLPixelFormat.Bgra32 => 2,
            MLPixelFormat.Rgba32 => 0,
            _ => throw new InvalidOperationException("Image pixel format is not supported"),
        };
        (ImagePixelExtractingEstimator.ColorBits Bit, int Channel) Find(char letter) => letter switch
        {
            'A' => (ImagePixelExtractingEstimator.ColorBits.Alpha, 3),
            'R' => (ImagePixelExtractingEstimator.ColorBits.Red, red),
            'G' => (ImagePixelExtractingEstimator.ColorBits.Green, 1),
            'B' => (ImagePixelExtractingEstimator.ColorBits.Blue, 2 - red),
            _ => default, // an order without a name
        };
        return [.. Order.ToString().Select(Find).Where(color => (Colors & color.Bit) != 0).Select(color => color.Channel)];
    }

    public static PixelExtraction Checked(
        string name,
        string? inputColumnName,
        ImagePixelExtractingEstimator.ColorBits colorsToExtract,
        ImagePixelExtractingEstimator.ColorsOrder orderOfExtraction,
        bool interleavePixelColors,
        float offsetImage,
        float scaleImage,
        bool outputAsFloatArray)
    {
        Contracts.CheckNonWhiteSpace(null, name, nameof(name));
        (offsetImage, scaleImage) = outputAsFloatArray ? (offsetImage, scaleImage) : (0, 1);
        var result = new PixelExtraction(name, inputColumnName ?? name, colorsToExtract, orderOfExtraction, interleavePixelColors, offsetImage, scaleImage, outputAsFloatArray);
        Contracts.CheckParam(result.Planes > 0, nameof(colorsToExtract), "Need to use at least one color plane.");
        Contracts.CheckParam(float.IsFinite(offsetImage), nameof(offsetImage));
        Contracts.CheckParam(float.IsFinite(scaleImage) && scaleImage != 0, nameof(scaleImage));
        return result;
    }

    public static PixelExtraction Read(ModelLoadContext ctx, string name, string inputColumnName)
    {
        var colors = (ImagePixelExtractingEstimator.ColorBits)ctx.Reader.ReadByte();
        Contracts.CheckDecode(colors != 0 && (colors & ~ImagePixelExtractingEstimator.ColorBits.All) == 0);
        var order = ctx.Header.ModelVerWritten <= VersionWithoutOrder
            ? ImagePixelExtractingEstimator.ColorsOrder.ARGB
            : (ImagePixelExtractingEstimator.ColorsOrder)ctx.Reader.ReadByte();
        Contracts.CheckDecode(order != 0);
        bool asFloats = ReadFlag(ctx);
        float offset = ctx.Reader.ReadSingle(), scale = ctx.Reader.ReadSingle();
        Contracts.CheckDecode(float.IsFinite(offset) && float.IsFinite(scale) && scale != 0);
        Contracts.CheckDecode(asFloats || (offset == 0 && scale == 1));
        return new PixelExtraction(name, inputColumnName, colors, order, ReadFlag(ctx), offset, scale, asFloats);
    }

    public void Save(ModelSaveContext ctx)
    {
        ctx.Writer.Write((byte)Colors);
        ctx.Writer.Write((byte)Order);
        ctx.Writer.Write(AsFloats);
        ctx.Writer.Write(Offset);
        ctx.Writer.Write(Scale);
        ctx.Writer.Write(IsInterleaved);
    }

    private static bool ReadFlag(ModelLoadContext ctx)
    {
        byte flag = ctx.Reader.ReadByte();
        Contracts.CheckDecode(flag <= 1);
        return flag == 1;
    }
}
