using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using SeNetMl.MicrosoftML.Tests.Conformance;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace SeNetMl.MicrosoftML.Tests.Images;

/// <summary>The picture estimators as estimators: schemas, cursors, model files.</summary>
public class ImageEstimatorTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    public static TheoryData<string> Estimators => new(Named().Keys);

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Estimator_EveryKind_Conforms(string name) => EstimatorConformance.Check(s_ml, Named()[name], Data());

    [Fact]
    public void Save_WholeChain_HasTheGenuineHeadersAndFields()
    {
        using var archive = new ZipArchive(new MemoryStream(Save(Chain().Fit(Data()))));

        AssertPart(archive, 0, "IMGLOADR", 0x00010003, "ImageLoaderTransform", "01000000 00000000 01000000 FFFFFFFF 01");
        AssertPart(archive, 1, "IMGLOADR", 0x00010003, "ImageLoaderTransform", "01000000 00000000 01000000 FFFFFFFF 00");
        AssertPart(archive, 2, "IMGSCALF", 0x00010003, "ImageScalerTransform", "01000000 00000000 01000000 07000000 0B000000 00 03");
        AssertPart(archive, 3, "IMGPXEXT", 0x00010002, "ImagePixelExtractor", "01000000 00000000 01000000 0F 05 01 00000040 0000003F 01");
    }

    [Fact]
    public void Save_WholeChain_IsByteForByteWhatGenuineWrites()
    {
        using var genuine = ZipFile.OpenRead(GoldenPictures.PathOf("genuine-images.zip"));
        using var own = new ZipArchive(new MemoryStream(Save(Chain().Fit(Data()))));

        Assert.Equal(genuine.Entries.Select(entry => entry.FullName), own.Entries.Select(entry => entry.FullName));
        foreach (var entry in genuine.Entries.Where(entry => entry.Name != "Version.txt"))
            Assert.Equal($"{entry.FullName}: {Hex(entry)}", $"{entry.FullName}: {Hex(own.GetEntry(entry.FullName)!)}");
    }

    [Fact]
    public void Load_GenuineFile_GivesTheSameRows()
    {
        var loaded = s_ml.Model.Load(GoldenPictures.PathOf("genuine-images.zip"), out _);

        string[] columns = ["Path", "Bytes", "Pixels"];
        var select = s_ml.Transforms.SelectColumns(columns);
        var expected = Chain().Fit(Data()).Transform(Data());
        var result = loaded.Transform(Data());
        Assert.Equal(Rows.Of(select.Fit(expected).Transform(expected)), Rows.Of(select.Fit(result).Transform(result)));
    }

    [Fact]
    public void LoadImages_Folder_TravelsWithTheModel()
    {
        var data = s_ml.Data.LoadFromEnumerable(new[] { new { Path = "rgb.png" } });
        var model = s_ml.Transforms.LoadImages("Image", GoldenPictures.Folder, "Path").Fit(data);

        var loaded = s_ml.Model.Load(new MemoryStream(Save(model)), out _);

        Assert.Equal(GoldenPictures.Pixels("rgb.png"), ImageRows.First<MLImage>(loaded.Transform(data), "Image").Pixels);
    }

    [Fact]
    public void PredictionEngine_Path_GivesPixels()
    {
        var model = s_ml.Transforms.LoadImages("Image", null, "Path")
            .Append(s_ml.Transforms.ResizeImages("Image", 7, 11, resizing: ResizingKind.Fill))
            .Append(s_ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, orderOfExtraction: ColorsOrder.ABGR)).Fit(Data());
        var sut = s_ml.Model.CreatePredictionEngine<Input, Output>(model);

        for (int i = 0; i < 3; i++)
        {
            var output = sut.Predict(new Input { Path = GoldenPictures.PathOf("rgb.png") });

            Assert.Equal(GoldenPictures.Bytes("nearest_7x11.bgra").Where((_, at) => at % 4 != 3).Select(value => (float)value), output.Pixels);
        }
    }

    private static Dictionary<string, IEstimator<ITransformer>> Named() => new()
    {
        ["raw bytes"] = s_ml.Transforms.LoadRawImageBytes("Bytes", null, "Path"),
        ["pixels"] = s_ml.Transforms.LoadImages("Image", null, "Path")
            .Append(s_ml.Transforms.ResizeImages("Image", 7, 11, resizing: ResizingKind.Fill))
            .Append(s_ml.Transforms.ExtractPixels("Pixels", "Image"))
            .Append((IEstimator<ITransformer>)s_ml.Transforms.SelectColumns("Path", "Pixels")),
        ["bytes of pixels"] = s_ml.Transforms.LoadImages("Image", null, "Path")
            .Append(s_ml.Transforms.ResizeImages("Image", GoldenPictures.Width, 4, resizing: ResizingKind.IsoCrop))
            .Append(s_ml.Transforms.ExtractPixels("Pixels", "Image", ColorBits.All, outputAsFloatArray: false))
            .Append((IEstimator<ITransformer>)s_ml.Transforms.SelectColumns("Path", "Pixels")),
    };

    private static EstimatorChain<ITransformer> Chain() => new EstimatorChain<ITransformer>()
        .Append((IEstimator<ITransformer>)s_ml.Transforms.LoadImages("Image", null, "Path"))
        .Append((IEstimator<ITransformer>)s_ml.Transforms.LoadRawImageBytes("Bytes", null, "Path"))
        .Append((IEstimator<ITransformer>)s_ml.Transforms.ResizeImages("Small", 7, 11, "Image", ResizingKind.IsoPad, Anchor.Bottom))
        .Append((IEstimator<ITransformer>)s_ml.Transforms.ExtractPixels("Pixels", "Small", ColorBits.All, ColorsOrder.AGRB, true, 2, 0.5f));

    private static IDataView Data() => s_ml.Data.LoadFromEnumerable(
        new[] { "rgb.png", "gray.png", "color.jpg", "bmp_rgb.bmp", "rgba.png" }.Select(name => new Input { Path = GoldenPictures.PathOf(name) }));

    private static byte[] Save(ITransformer model)
    {
        using var stream = new MemoryStream();
        s_ml.Model.Save(model, null, stream);
        return stream.ToArray();
    }

    private static string Hex(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Convert.ToHexString(memory.ToArray());
    }

    private static void AssertPart(ZipArchive archive, int index, string signature, uint readableBy, string loader, string fields)
    {
        var entry = archive.Entries.Single(entry => entry.FullName.Replace('\\', '/') == $"TransformerChain/Transform_{index:000}/Model.key");
        using var reader = new BinaryReader(entry.Open());
        byte[] header = reader.ReadBytes(256), expected = Convert.FromHexString(fields.Replace(" ", ""));
        Assert.Equal(signature, Encoding.Latin1.GetString(header, 64, 8));
        Assert.Equal([0x00010003u, readableBy], [BitConverter.ToUInt32(header, 72), BitConverter.ToUInt32(header, 76)]);
        Assert.Equal(loader, Encoding.Latin1.GetString(header, 80, 24).TrimEnd('\0'));
        Assert.Equal(expected.Length, BitConverter.ToInt64(header, 24));
        Assert.Equal(fields.Replace(" ", ""), Convert.ToHexString(reader.ReadBytes(expected.Length)));
        byte[] rest = reader.ReadBytes(10_000);
        Assert.Contains("Microsoft.ML.ImageAnalytics, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51", Encoding.Unicode.GetString(rest), StringComparison.Ordinal);
    }

    private sealed class Input
    {
        public string Path { get; set; } = "";
    }

    private sealed class Output
    {
        public float[] Pixels { get; set; } = [];
    }
}
