using System.Text;
using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>TorchSharp's own format of weights, byte by byte: <c>SeNetWeights.SaveAsTorchSharp</c> writes it, and users load such files
/// with what version they have.</summary>
public sealed class ModuleFileTests : TensorTest
{
    private static readonly string s_longName = new('n', 200);

    [Fact]
    public void Save_Module_WritesCountThenNameTypeShapeAndNumbersOfEach()
    {
        using var sut = CreateSut([1.5f, -2], count: 3);
        var stream = new MemoryStream();

        sut.save(stream);

        Assert.Equal(FileOf([1.5f, -2], 3), stream.ToArray());
    }

    [Fact]
    public void Load_HandWrittenFile_ReadsNumbers()
    {
        using var sut = CreateSut([0, 0], 0);
        var loaded = new Dictionary<string, bool>();

        sut.load(new MemoryStream(FileOf([8f, 9f], 4)), loadedParameters: loaded);

        Assert.Equal([8f, 9], Floats(sut.get_parameter("weight")!));
        Assert.Equal(4, sut.get_buffer(s_longName)!.item<long>());
        Assert.Equal(new() { ["weight"] = true, [s_longName] = true }, loaded);
    }

    [Fact]
    public void Load_FewerEntries_ThrowsIfStrictElseReadsThose()
    {
        using var sut = CreateSut([0, 0], 0);
        byte[] file = [1, .. EntryOf([8f, 9f])];

        var failure = Assert.Throws<ArgumentException>(() => sut.load(new MemoryStream(file)));
        sut.load(new MemoryStream(file), strict: false);

        Assert.Equal("Mismatched state_dict sizes: expected 2, but found 1 entries.", failure.Message);
        Assert.Equal([8f, 9], Floats(sut.get_parameter("weight")!));
    }

    private static Shelf CreateSut(float[] weight, long count)
    {
        var sut = new Shelf();
        sut.register_parameter("weight", nn.Parameter(tensor(weight, [1L, 2])));
        sut.register_buffer(s_longName, tensor(count));
        return sut;
    }

    private static byte[] FileOf(float[] weight, long count) =>
        [2, .. EntryOf(weight), 0xC8, 1, .. Encoding.UTF8.GetBytes(s_longName), 4, 0, .. BitConverter.GetBytes(count)];

    /// <summary>Name; Float32 = 6; two dimensions, 1 and 2; numbers.</summary>
    private static byte[] EntryOf(float[] weight) => [6, .. "weight"u8, 6, 2, 1, 2, .. weight.SelectMany(BitConverter.GetBytes)];
}
