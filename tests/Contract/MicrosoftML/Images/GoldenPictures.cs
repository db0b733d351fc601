using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Images;

/// <summary>The pictures of the folder Golden and their pixels, by Pillow.</summary>
internal static class GoldenPictures
{
    public const int Width = 13;
    public const int Height = 9;

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Images", "Golden");

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>Blue, green, red, alpha; premultiplied.</summary>
    public static byte[] Pixels(string name) => Bytes(Path.ChangeExtension(name, ".bgra"));

    public static MLImage Load(string name) => MLImage.CreateFromFile(PathOf(name));

    /// <summary>No byte differs by more than the tolerance.</summary>
    public static void AssertClose(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"Byte {i}: expected {expected[i]} ± {tolerance}, got {actual[i]}.");
    }
}
