using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Images;

/// <summary>Alone, since it looks at the memory of the whole process.</summary>
[CollectionDefinition(nameof(PictureMemoryTests), DisableParallelization = true)]
[Collection(nameof(PictureMemoryTests))]
public sealed class PictureMemoryTests : IDisposable
{
    private const int Width = 320;
    private const int Height = 240;

    // A picture is 300 kB decoded: one in a hundred left behind would show.
    private const long Allowed = 64L << 20;

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"senetml-{Guid.NewGuid():N}.jpg");

    public PictureMemoryTests()
    {
        var noise = new byte[Width * Height * 4];
        for (int i = 0; i < noise.Length; i++)
            noise[i] = i % 4 == 3 ? byte.MaxValue : (byte)((i / 4 % Width) + (i / 64 % 7 * 9));
        using var image = MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Bgra32, noise);
        image.Save(_path);
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_ThousandPictures_KeepsMemoryFlat() => ReadMany(1_000);

    [Fact]
    [Trait("Category", "Slow")]
    public void Read_TwentyThousandPictures_KeepsMemoryFlat() => ReadMany(20_000);

    private void ReadMany(int count)
    {
        ReadOnce(300);
        long before = Resident();

        for (int done = 0; done < count; done += 500)
        {
            ReadOnce(500);
            long grown = Resident() - before;
            Assert.True(grown <= Allowed, $"{grown >> 20} MiB more after {done + 500} pictures");
        }
    }

    /// <summary>Decodes and resizes through a pipeline, whose variable is disposed with each row and whose last one by us.</summary>
    private void ReadOnce(int count)
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Repeat(new { Path = _path }, count));
        var images = _ml.Transforms.LoadImages("Image", null, "Path").Append(_ml.Transforms.ResizeImages("Image", 224, 224)).Fit(data).Transform(data);
        using var cursor = images.GetRowCursor([images.Schema["Image"]]);
        var getter = cursor.GetGetter<MLImage>(images.Schema["Image"]);
        MLImage image = null!;
        while (cursor.MoveNext())
            getter(ref image);
        Assert.Equal((224, 224), (image.Width, image.Height));
        image.Dispose();
    }

    private static long Resident()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
