using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Tests.Pictures;

/// <summary>What the golden files of group pictures/ describe: an input and what was done to it.</summary>
internal sealed record GoldenPicture(
    string Input, int Width, int Height, bool Hard = false, double X = 0, double Y = 0, double BoxWidth = 0, double BoxHeight = 0,
    int ImageSize = 0, double CropFraction = 1)
{
    private const string Group = "pictures";

    internal CropBox Box => new(X, Y, BoxWidth, BoxHeight);

    internal static GoldenFile Open(string name) => GoldenFile.Open(Group, name);

    /// <summary>The names of the cases of one kind, for a theory.</summary>
    internal static TheoryData<string> Names(string kind) =>
        [.. GoldenFile.Names(Group).AsEnumerable<object[]>().Select(row => (string)row[0]).Where(
            name => name.StartsWith(kind, StringComparison.Ordinal))];

    /// <summary>The picture that went in.</summary>
    internal byte[] Pixels() =>
        [.. Pattern.Values(Input, Width * Height * 3).Select(value => (byte)((value + 1) * 128)).Select(
            value => Hard ? (byte)(value >= 128 ? 255 : 0) : value)];

    /// <summary>The picture that went in, in a buffer.</summary>
    internal RgbBuffer Buffer()
    {
        var buffer = new RgbBuffer();
        buffer.Reset(Width, Height);
        Pixels().CopyTo(buffer.Span);
        return buffer;
    }

    /// <summary>A picture that came out, and its size.</summary>
    internal static (byte[] Pixels, int Width, int Height) Result(GoldenFile file, string name)
    {
        using var tensor = file[name];
        return (tensor.bytes.ToArray(), (int)tensor.shape[1], (int)tensor.shape[0]);
    }
}
