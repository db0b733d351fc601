using System.Text;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class SafetensorsOpenerTests
{
    private const string Two =
        """{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"I16","shape":[1],"data_offsets":[3,5]}}""";

    public static TheoryData<bool> Seeking => [true, false];

    [Theory]
    [MemberData(nameof(Seeking))]
    public void Open_ValidBytes_ReadsEachSpan(bool seeking)
    {
        var (header, source) = Open(SafetensorsBytes.Make(Two, 1, 2, 3, 4, 5), seeking);
        using var _ = source;
        var b = new byte[2];
        var all = new byte[5];

        source.Read(header.ByName["b"].Begin, b);
        source.Read(0, all);

        Assert.Equal<byte>([4, 5], b);
        Assert.Equal<byte>([1, 2, 3, 4, 5], all);
    }

    [Fact]
    public void Open_StreamInTheMiddle_StartsAtItsPosition()
    {
        var stream = new MemoryStream([9, 9, .. SafetensorsBytes.Make(Two, 1, 2, 3, 4, 5)]) { Position = 2 };

        var (_, source) = SafetensorsOpener.Open(stream, "f", owned: false);
        var last = new byte[1];
        source.Read(4, last);

        Assert.Equal(5, last[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Open_ShorterThanTheLengthField_IsRefused(int length)
    {
        AssertRefused(new byte[length], $"header length: expected 8 bytes, got {length}");
    }

    [Theory]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Open_HeaderLengthAboveTheLimit_IsRefused(ulong length) =>
        AssertRefused(SafetensorsBytes.Make(length, "{}"u8.ToArray(), []), $"header length: expected at most 100000000, got {length}");

    [Theory]
    [InlineData(3)]
    [InlineData(100_000_000)]
    public void Open_HeaderLengthBeyondTheFile_IsRefused(ulong length) =>
        AssertRefused(SafetensorsBytes.Make(length, "{}"u8.ToArray(), []), $"header: expected {length} bytes, got 2");

    [Fact]
    public void Open_HeaderLengthZero_IsRefused() =>
        AssertRefused(SafetensorsBytes.Make(""), "header: expected a JSON object that begins with '{', got nothing");

    [Theory]
    [InlineData(0, "entry 'a', data_offsets: expected an end within the 0 bytes of data in the file, got 3")]
    [InlineData(4, "entry 'b', data_offsets: expected an end within the 4 bytes of data in the file, got 5")]
    [InlineData(6, "data: expected 5 bytes after the header, got more")]
    [InlineData(1000, "data: expected 5 bytes after the header, got more")]
    public void Open_OtherAmountOfData_IsRefused(int bytes, string fault) =>
        AssertRefused(SafetensorsBytes.Make(Two, new byte[bytes]), fault);

    [Fact]
    public void Open_HugeClaims_AllocatesLittle()
    {
        var header = """{"a":{"dtype":"U8","shape":[4611686018427387904],"data_offsets":[0,4611686018427387904]}}""";
        byte[][] files = [SafetensorsBytes.Make(100_000_000, "{"u8.ToArray(), []), SafetensorsBytes.Make(header, 1, 2, 3)];

        foreach (var file in files)
            foreach (var seeking in new[] { true, false })
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Throws<InvalidDataException>(() => Open(file, seeking));
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
            }
    }

    [Fact]
    public void Open_HeaderLargerThanTheFirstBuffer_IsReadWhole()
    {
        var text = Encoding.UTF8.GetString(Enumerable.Repeat((byte)'x', 300_000).ToArray());

        var (header, _) = SafetensorsOpener.Open(
            new ForwardStream(SafetensorsBytes.Make($$$"""{"__metadata__":{"a":"{{{text}}}"}}"""), mostPerRead: 1000), "f", owned: false);

        Assert.Equal(text, header.Metadata["a"]);
    }

    private static (SafetensorsHeader Header, IDataSource Source) Open(byte[] bytes, bool seeking) =>
        SafetensorsOpener.Open(seeking ? new MemoryStream(bytes) : new ForwardStream(bytes, mostPerRead: 3), "f", owned: false);

    private static void AssertRefused(byte[] bytes, string fault)
    {
        foreach (var seeking in new[] { true, false })
            Assert.Equal(
                $"Cannot read 'f' as safetensors: {fault}. The file is damaged or of another format: fetch or export it again.",
                Assert.Throws<InvalidDataException>(() => Open(bytes, seeking)).Message);
    }
}
