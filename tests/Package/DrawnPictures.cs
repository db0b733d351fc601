namespace SeNetMl.Package.Tests;

/// <summary>A few pictures of two classes, told apart by their color: BMP files, which need no encoder.</summary>
internal static class DrawnPictures
{
    private const int Side = 32;
    private const int PerClass = 4;
    private static readonly byte[] s_header =
    [
        (byte)'B', (byte)'M', 54, 12, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, // the file: 54 + 3 · 32 · 32 bytes, pixels from 54 on
        40, 0, 0, 0, Side, 0, 0, 0, Side, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, // 32 by 32, 24 bits
    ];

    /// <summary>Writes them, with a folder for each class.</summary>
    /// <returns>The folder of all, and one of the pictures.</returns>
    public static (string Folder, string Picture) Write(TemporaryDirectory files, string folder)
    {
        foreach ((string name, int channel) in new[] { ("blue", 0), ("red", 2) })
        {
            Directory.CreateDirectory(files[$"{folder}/{name}"]);
            for (int number = 0; number < PerClass; number++)
                File.WriteAllBytes(files[$"{folder}/{name}/{number}.bmp"], [.. s_header, .. Pixels(channel, number)]);
        }
        return (files[folder], files[$"{folder}/red/0.bmp"]);
    }

    // Blue, green and red of each pixel: a disc on a gray ground that gets lighter with the number.
    private static IEnumerable<byte> Pixels(int channel, int number)
    {
        for (int pixel = 0; pixel < Side * Side; pixel++)
        {
            (int y, int x) = Math.DivRem(pixel, Side);
            bool disc = Math.Pow(x - (Side / 2), 2) + Math.Pow(y - (Side / 2), 2) < Math.Pow(6 + number, 2);
            for (int each = 0; each < 3; each++)
                yield return (byte)(!disc ? 60 + (30 * number) : each == channel ? 240 : 30);
        }
    }
}
