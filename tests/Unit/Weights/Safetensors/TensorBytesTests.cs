using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class TensorBytesTests : TensorTest
{
    [Theory]
    [InlineData(8, new[] { 0L, 8, 16, 24, 32, 40 })]
    [InlineData(16, new[] { 0L, 16, 32 })]
    [InlineData(40, new[] { 0L, 40 })]
    [InlineData(48, new[] { 0L })]
    public void ForEachChunk_AnyChunkSize_ShowsAllOfTheMemory(long chunkBytes, long[] offsets)
    {
        using var tensor = zeros(3, 4, dtype: ScalarType.Float32);
        var seen = new List<long>();

        TensorBytes.ForEachChunk(
            tensor,
            (offset, bytes) =>
            {
                seen.Add(offset);
                for (var i = 0; i < bytes.Length; i++)
                    bytes[i] = (byte)(offset + i);
            },
            chunkBytes);

        Assert.Equal(offsets, seen);
        Assert.Equal(Enumerable.Range(0, 48).Select(i => (byte)i), tensor.bytes.ToArray());
    }

    [Fact]
    public void ForEachChunk_NoElements_ShowsNothing()
    {
        using var tensor = zeros([3, 0]);

        TensorBytes.ForEachChunk(tensor, (_, _) => Assert.Fail("called"));
    }
}
