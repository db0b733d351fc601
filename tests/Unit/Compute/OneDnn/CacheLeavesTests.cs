using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

public class CacheLeavesTests
{
    [Theory]
    [InlineData(0x02C0003Fu, 0x3Fu, 49152u)]
    [InlineData(0x03C0003Fu, 0x3FFu, 1u << 20)]
    [InlineData(0x03C0003Fu, 0x7FFFu, 32u << 20)]
    [InlineData(0u, 0u, 1u)]
    public void SizeOf_IsWaysTimesPartitionsTimesLineTimesSets(uint ebx, uint ecx, uint expected) =>
        Assert.Equal(expected, CacheLeaves.SizeOf(ebx, ecx));

    [Fact]
    public void AnyHidden_OneLevelOfOneByte_IsTrue()
    {
        Assert.True(new CacheLeaves([49152, 1, 33554432]).AnyHidden);
        Assert.False(new CacheLeaves([49152, 1048576, 33554432]).AnyHidden);
    }
}
