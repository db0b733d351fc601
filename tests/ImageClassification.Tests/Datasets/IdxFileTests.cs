using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification.Tests.Datasets;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_ThreeDimensions_GivesItems()
    {
        var sut = IdxFile.Read(_folder.Write("a.gz", IdxFiles.Packed([2, 1, 3], [1, 2, 3, 4, 5, 6])), rank: 3);

        Assert.Equal([2, 1, 3], sut.Dimensions);
        Assert.Equal([4, 5, 6], sut[1].ToArray());
    }

    [Fact]
    public void Read_OtherRank_IsRefused() =>
        Assert.Equal(
            $"'{_folder["a.gz"]}': expected an IDX file of bytes in 1 dimension, got something else. Install the data set again.",
            Refusal(IdxFiles.Packed([2, 1], [1, 2]), rank: 1));

    [Fact]
    public void Read_CutOff_IsRefused()
    {
        Assert.Equal($"'{_folder["a.gz"]}': expected 4 bytes behind the header, got 3. Install the data set again.",
            Refusal(IdxFiles.Packed([4], [1, 2, 3]), rank: 1));
        Assert.Equal(
            $"'{_folder["a.gz"]}': expected an IDX file of bytes in 3 dimensions, got something else. Install the data set again.",
            Refusal(IdxFiles.Packed([0, 0, 8, 3]), rank: 3));
    }

    [Fact]
    public void Read_SizesBeyondAnyFile_AreRefused() =>
        Assert.Equal(
            $"'{_folder["a.gz"]}': expected {(long)int.MaxValue * 3} bytes behind the header, got 1. Install the data set again.",
            Refusal(IdxFiles.Packed([int.MaxValue, 3, 1], [1]), rank: 3));

    private string Refusal(byte[] bytes, int rank) =>
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.Write("a.gz", bytes), rank)).Message;
}
