using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Images;

/// <summary>Damaged pictures by the thousand: each is a picture or is refused; nothing crashes, hangs or eats the memory.</summary>
public class MutatedPictureTests
{
    private const long Allowed = 64L << 20;
    private const int BmpSizeEnd = 26;

    public static TheoryData<string> Originals => ["color.jpg", "progressive.jpg", "gray_jpeg.jpg", "rgb.png", "palette_alpha.png", "interlaced.png", "bmp_rgb.bmp", "bmp_palette.bmp"];

    [Theory]
    [MemberData(nameof(Originals))]
    public void Create_Mutated_IsAPictureOrRefused(string name) => Mutate(name, 150);

    [Theory]
    [MemberData(nameof(Originals))]
    [Trait("Category", "Slow")]
    public void Create_MutatedByTheThousand_IsAPictureOrRefused(string name) => Mutate(name, 5_000);

    private static void Mutate(string name, int count)
    {
        byte[] whole = GoldenPictures.Bytes(name);
        var random = new Random(name.Length);
        // A BMP's size has no checksum and is left alone: a large picture is no damage, and takes the memory that it takes.
        int first = name.EndsWith(".bmp", StringComparison.Ordinal) ? BmpSizeEnd : 0;
        for (int i = 0; i < count; i++)
        {
            byte[] damaged = [.. whole];
            for (int flips = random.Next(1, 6); flips > 0; flips--)
                Flip(damaged, random.Next(first, damaged.Length), random);
            Decode(random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged);
        }
    }

    private static void Flip(byte[] file, int at, Random random) =>
        file[at] = random.Next(3) switch
        {
            0 => byte.MaxValue,
            1 => 0,
            _ => (byte)random.Next(256),
        };

    private static void Decode(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var image = MLImage.CreateFromStream(new MemoryStream(file));
            Assert.Equal(image.Width * image.Height * 4, image.Pixels.Length);
        }
        catch (ArgumentException exception)
        {
            Assert.Equal("Invalid input stream contents (Parameter 'imageStream')", exception.Message);
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated <= Allowed, $"{allocated} bytes for a file of {file.Length}");
    }
}
