using System.Diagnostics;
using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>Damaged pictures become pictures or an exception: nothing crashes, hangs or eats the memory.</summary>
public class PictureMutationTests
{
    [SkippableFact]
    public void CreateFromStream_SomeMutations_GiveAPictureOrAnException() => Run(mutations: 1_000, seed: 1);

    [SkippableFact]
    [Trait("Category", "Slow")]
    public void CreateFromStream_ThousandsOfMutations_GiveAPictureOrAnException() => Run(mutations: 100_000, seed: 2);

    [SkippableFact]
    public void CreateFromStream_EveryLength_GivesAPictureOrAnException()
    {
        PictureStack.Require();
        foreach (byte[] file in PictureStack.Names.Select(PictureStack.Bytes))
        {
            for (int length = 0; length < file.Length; length++)
                Try(file[..length]);
        }
    }

    [SkippableTheory]
    [InlineData("rgb.png", 16, 4)] // width and height; refused, for the checksum no longer fits
    [InlineData("bmp_rgb.bmp", 18, 4)]
    [InlineData("color.jpg", -1, 2)]
    public void CreateFromStream_SizeBeyondReason_IsRefusedWithoutMemory(string name, int at, int bytes)
    {
        PictureStack.Require();
        byte[] file = PictureStack.Bytes(name);
        if (at < 0)
            at = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5;
        file.AsSpan(at, 2 * bytes).Fill(0x7F);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream(file)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [SkippableTheory]
    [InlineData(20, true)]
    [InlineData(200, false)]
    public void CreateFromStream_JpegOfManyScans_IsRefusedBeyondReason(int repeats, bool isPicture)
    {
        PictureStack.Require();
        byte[] file = PictureStack.Bytes("progressive.jpg");
        int scan = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);

        bool result = Try([.. file[..^2], .. Enumerable.Repeat(file[scan..^2], repeats).SelectMany(bytes => bytes), .. file[^2..]]);

        Assert.Equal(isPicture, result);
    }

    /// <summary>As Skia: a baseline file keeps the rows that it has, a progressive one has none until all is there.</summary>
    [SkippableTheory]
    [InlineData("color.jpg", true)]
    [InlineData("progressive.jpg", false)]
    public void CreateFromStream_JpegThatEndsEarly_DependsOnItsKind(string name, bool isPicture)
    {
        PictureStack.Require();

        Assert.Equal(isPicture, Try(PictureStack.Bytes(name)[..^20]));
    }

    private static void Run(int mutations, int seed)
    {
        PictureStack.Require();
        var files = PictureStack.Names.Select(PictureStack.Bytes).ToArray();
        var random = new Random(seed);
        int pictures = 0;
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < mutations; i++)
            pictures += Try(Mutated(files[i % files.Length], random)) ? 1 : 0;
        Assert.InRange(pictures, 1, mutations - 1);
        Assert.True(clock.Elapsed < TimeSpan.FromMilliseconds(60_000 + mutations), $"{mutations} mutations took {clock.Elapsed}.");
    }

    private static bool Try(byte[] file)
    {
        try
        {
            using var image = MLImage.CreateFromStream(new MemoryStream(file));
            Assert.Equal(image.Width * (long)image.Height * 4, image.Pixels.Length);
            using var small = image.CloneWithResizing(5, 5, ImageResizeMode.CropAnchorCentral);
            return true;
        }
        catch (ArgumentException e)
        {
            Assert.Equal("Invalid input stream contents (Parameter 'imageStream')", e.Message);
            return false;
        }
    }

    /// <summary>Changes, removes or adds a few bytes; the checksums of PNG chunks are mended half the time, so that what is behind them is reached.</summary>
    private static byte[] Mutated(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (int count = random.Next(1, 6); count > 0 && bytes.Count > 0; count--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 1: bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256))); break;
                default: bytes[at] = (byte)random.Next(256); break;
            }
        }
        byte[] mutated = [.. bytes];
        if (random.Next(2) == 0)
            PngChecksums.Mend(mutated);
        return mutated;
    }
}
