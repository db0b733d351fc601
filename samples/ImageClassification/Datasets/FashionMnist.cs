namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul, Vollgraf: https://arxiv.org/abs/1708.07747): 60,000 pictures of clothes for training and 10,000 for testing,
/// 28×28 gray pixels, ten classes. Debian packages it as <c>dataset-fashion-mnist</c>.
/// </summary>
internal static class FashionMnist
{
    /// <summary>Where Debian's package puts the files.</summary>
    internal const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    // By label number; "T-shirt/top" and "Ankle boot" of the paper, as names of folders.
    private static readonly string[] s_classes =
        ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle-boot"];

    /// <summary>Reads the four files and describes the folder to be written.</summary>
    /// <param name="source">The folder of the <c>.gz</c> files.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    internal static PictureExport Open(string source)
    {
        var train = Part(source, "train");
        var test = Part(source, "t10k");
        return new PictureExport(
            $"Fashion-MNIST, {train.Count} + {test.Count} pictures",
            train.Count + test.Count,
            index => index < train.Count ? train.Picture("train", index) : test.Picture("test", index - train.Count));
    }

    private static Half Part(string source, string prefix) =>
        new(IdxFile.Read(Find(source, $"{prefix}-images-idx3-ubyte.gz"), rank: 3),
            IdxFile.Read(Find(source, $"{prefix}-labels-idx1-ubyte.gz"), rank: 1));

    private static string Find(string source, string name)
    {
        var path = Path.Combine(source, name);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException(
                $"Fashion-MNIST: expected '{path}', got no such file. On Debian, run: apt-get install dataset-fashion-mnist");
    }

    private sealed record Half(IdxFile Images, IdxFile Labels)
    {
        internal int Count { get; } = Images.Dimensions[0] == Labels.Dimensions[0] && Labels.Bytes.All(label => label < s_classes.Length)
            ? Images.Dimensions[0]
            : throw new InvalidDataException(
                $"Fashion-MNIST: expected one label of 0 to {s_classes.Length - 1} for each of {Images.Dimensions[0]} pictures, "
                + "got something else. Install the data set again.");

        internal PictureToWrite Picture(string part, int index)
        {
            var rgba = new byte[Images[index].Length * 4];
            for (var i = 0; i < Images[index].Length; i++)
            {
                rgba.AsSpan(i * 4, 3).Fill(Images[index][i]);
                rgba[(i * 4) + 3] = byte.MaxValue;
            }
            return new($"{part}/{s_classes[Labels.Bytes[index]]}/{index:00000}.png", Images.Dimensions[2], Images.Dimensions[1], rgba);
        }
    }
}
