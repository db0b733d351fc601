using Microsoft.ML.Data;
using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification.Tests.Datasets;

public sealed class FashionMnistTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_FewPictures_MakesAFileOfEachInTheFolderOfItsClass()
    {
        IdxFiles.WriteFashionMnist(_folder, [9, 0], [3]);

        var sut = FashionMnist.Open(_folder.Root);

        Assert.True(sut.Write(_folder["out"], _ => { }, default));
        Assert.Equal("Fashion-MNIST, 2 + 1 pictures", sut.Content);
        Assert.Equal([".complete", "test/Dress/00000.png", "train/Ankle-boot/00000.png", "train/T-shirt/00001.png"], _folder.Files("out"));
    }

    [Fact]
    public void Write_APicture_KeepsItsPixels()
    {
        IdxFiles.WriteFashionMnist(_folder, [1, 1], [1]);
        FashionMnist.Open(_folder.Root).Write(_folder["out"], _ => { }, default);

        using var image = MLImage.CreateFromFile(_folder["out/train/Trouser/00001.png"]);

        Assert.Equal((3, 2), (image.Width, image.Height));
        Assert.Equal(Enumerable.Range(10, 6).SelectMany(gray => new[] { (byte)gray, (byte)gray, (byte)gray }), image.GetBGRPixels);
    }

    [Fact]
    public void Open_FileMissing_SaysWhatToInstall()
    {
        IdxFiles.WriteFashionMnist(_folder, [1], [1]);
        File.Delete(_folder["t10k-labels-idx1-ubyte.gz"]);

        Assert.Equal(
            $"Fashion-MNIST: expected '{_folder["t10k-labels-idx1-ubyte.gz"]}', got no such file. "
            + "On Debian, run: apt-get install dataset-fashion-mnist",
            Assert.Throws<FileNotFoundException>(() => FashionMnist.Open(_folder.Root)).Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 10 })]
    public void Open_LabelsThatDoNotFit_AreRefused(byte[] labels)
    {
        IdxFiles.WriteFashionMnist(_folder, [1], [1]);
        _folder.Write("train-labels-idx1-ubyte.gz", IdxFiles.Packed([labels.Length], labels));

        Assert.Equal(
            "Fashion-MNIST: expected one label of 0 to 9 for each of 1 pictures, got something else. Install the data set again.",
            Assert.Throws<InvalidDataException>(() => FashionMnist.Open(_folder.Root)).Message);
    }
}
