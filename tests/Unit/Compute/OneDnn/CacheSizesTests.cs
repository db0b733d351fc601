using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

public class CacheSizesTests
{
    [Theory]
    // a Zen 5 that hides nothing: 384 MiB in all of the third level
    [InlineData(0x300C0140u, 0x04008140u, 0x0C009140u, "48 KiB, 1 MiB, 32 MiB")]
    [InlineData(0x20080140u, 0x02006140u, 0x00809140u, "32 KiB, 512 KiB, 16 MiB")]
    [InlineData(0u, 0u, 0u, "48 KiB, 1 MiB, 32 MiB")]
    // 1 KiB, 1 KiB, 512 KiB: no processor with AVX2 has so little
    [InlineData(0x01080140u, 0x00016140u, 0x00049140u, "48 KiB, 1 MiB, 32 MiB")]
    [InlineData(0xFF080140u, 0xFFFF6140u, 0xFFFC9140u, "48 KiB, 1 MiB, 32 MiB")]
    public void Of_OlderLeaves_AreTheirSizesWherePlausible(uint first, uint second, uint third, string expected) =>
        Assert.Equal(expected, CacheSizes.Of(first, second, third).ToString());
}
