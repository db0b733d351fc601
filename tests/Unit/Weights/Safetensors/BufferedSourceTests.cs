using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class BufferedSourceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Read_AnyChunkSize_ReadsAcrossChunks(int chunkBytes)
    {
        byte[] bytes = [.. Enumerable.Range(0, 20).Select(i => (byte)i)];
        using var sut = new BufferedSource(new ForwardStream(bytes, mostPerRead: 2), bytes.Length, chunkBytes);

        Assert.Equal(20, sut.Length);
        for (var start = 0; start <= 20; start++)
            for (var end = start; end <= 20; end++)
            {
                var part = new byte[end - start];
                sut.Read(start, part);
                Assert.Equal(bytes[start..end], part);
            }
    }

    [Theory]
    [InlineData(19, 20)]
    [InlineData(20, 20)]
    [InlineData(5, 6)]
    [InlineData(1_000_000_000_000, 20)]
    public void Length_OtherThanWanted_IsWhatCameOrOneMore(long wanted, long expected)
    {
        using var sut = new BufferedSource(new ForwardStream(new byte[20], mostPerRead: 3), wanted, chunkBytes: 4);

        Assert.Equal(expected, sut.Length);
    }
}
