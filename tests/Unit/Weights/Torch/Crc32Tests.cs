using Microsoft.ML.SeNet.Weights.Torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Torch;

public class Crc32Tests
{
    [Fact]
    public void Append_TheCheckString_IsThePublishedValue()
    {
        Assert.Equal(0u, Crc32.Append(0, []));
        Assert.Equal(0xCBF43926u, Crc32.Append(0, "123456789"u8));
        Assert.Equal(0xCBF43926u, Crc32.Append(Crc32.Append(0, "1234"u8), "56789"u8));
    }
}
