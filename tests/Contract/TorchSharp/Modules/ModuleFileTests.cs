using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

/// <summary>TorchSharp's file format, byte by byte.</summary>
public class ModuleFileTests : LiveTensorTests
{
    private static readonly string LongName = new('n', 200);

    [Fact]
    public void Save_Module_WritesCountThenNameTypeShapeAndNumbersOfEach()
    {
        using var sut = CreateSut(weight: [1.5, -2], count: 3);

        Assert.Equal(FileOf([1.5f, -2f], 3), Saved(sut));
    }

    [Fact]
    public void Load_HandWrittenFile_ReadsNumbers()
    {
        using var sut = CreateSut([0, 0], 0);
        var loaded = new Dictionary<string, bool>();

        sut.load(new MemoryStream(FileOf([8f, 9f], 4)), loadedParameters: loaded);

        Numbers.AssertClose([8, 9], sut.get_parameter("weight")!);
        Numbers.AssertClose([4], sut.get_buffer(LongName)!);
        Assert.Equal(new() { ["weight"] = true, [LongName] = true }, loaded);
    }

    [Fact]
    public void Save_Skipped_IsNotWritten()
    {
        using var sut = CreateSut([1, 2], 0);

        Assert.Equal([1, .. EntryOf([1f, 2f])], Saved(sut, skip: [LongName]));
    }

    [Fact]
    public void Load_Skipped_IsPassedOver()
    {
        using var sut = CreateSut([0, 0], 0);

        using (NewDisposeScope()) // what is passed over is read into a tensor
            sut.load(new MemoryStream(FileOf([8f, 9f], 4)), skip: ["weight"]);

        Numbers.AssertClose([0, 0], sut.get_parameter("weight")!);
        Numbers.AssertClose([4], sut.get_buffer(LongName)!);
    }

    [Fact]
    public void Load_FewerEntries_ThrowsIfStrict()
    {
        using var sut = CreateSut([0, 0], 0);

        var failure = Assert.Throws<ArgumentException>(() => sut.load(new MemoryStream([1, .. EntryOf([8f, 9f])])));

        Assert.Equal("Mismatched state_dict sizes: expected 2, but found 1 entries.", failure.Message);
    }

    [Fact]
    public void Load_FewerEntriesNotStrict_ReadsThose()
    {
        using var sut = CreateSut([0, 0], 0);

        sut.load(new MemoryStream([1, .. EntryOf([8f, 9f])]), strict: false);

        Numbers.AssertClose([8, 9], sut.get_parameter("weight")!);
    }

    [Fact]
    public void Load_UnknownName_ThrowsIfStrictElseIsPassedOver()
    {
        using var sut = new Shelf();
        var weight = nn.Parameter(zeros(1, 2));
        sut.register_parameter("other", weight);
        byte[] file = [1, .. EntryOf([8f, 9f])];
        var loaded = new Dictionary<string, bool>();

        var failure = Assert.Throws<ArgumentException>(() => sut.load(new MemoryStream(file)));
        using (NewDisposeScope()) // what is passed over is read into a tensor
            sut.load(new MemoryStream(file), strict: false, loadedParameters: loaded);

        Assert.Equal("Mismatched module state names: the target modules does not have a submodule or buffer named 'weight'", failure.Message);
        Assert.Equal(new() { ["weight"] = false }, loaded);
    }

    [Fact]
    public void Load_OtherType_Throws()
    {
        using var sut = new Shelf();
        sut.register_parameter("weight", nn.Parameter(zeros(1, 2, float64)));

        Assert.Throws<ArgumentException>(() => sut.load(new MemoryStream([1, .. EntryOf([8f, 9f])])));
    }

    [Fact]
    public void SaveAndLoad_Path_RoundTrips()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var source = Layers.Make(() => nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)));
            using var sut = Layers.Make(() => nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2)));
            source.save(path);

            sut.load(path);

            Assert.All(source.state_dict(), entry => Assert.True(entry.Value.Equals(sut.state_dict()[entry.Key]), entry.Key));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_NoSuchFile_Throws()
    {
        using var sut = new Shelf();

        Assert.Throws<FileNotFoundException>(() => sut.load("/no/such/file"));
    }

    private static Shelf CreateSut(double[] weight, long count)
    {
        var sut = new Shelf();
        using var numbers = Numbers.Of([1, 2], weight);
        sut.register_parameter("weight", nn.Parameter(numbers.clone()));
        sut.register_buffer(LongName, tensor(count));
        return sut;
    }

    private static byte[] Saved(nn.Module module, IList<string>? skip = null)
    {
        var stream = new MemoryStream();
        module.save(stream, skip);
        return stream.ToArray();
    }

    private static byte[] FileOf(float[] weight, long count) => [2, .. EntryOf(weight), 0xC8, 1, .. Encoding.UTF8.GetBytes(LongName), 4, 0, .. BitConverter.GetBytes(count)];

    /// <summary>Name; Float32 = 6; two dimensions, 1 and 2; numbers.</summary>
    private static byte[] EntryOf(float[] weight) => [6, .. "weight"u8, 6, 2, 1, 2, .. weight.SelectMany(BitConverter.GetBytes)];
}
