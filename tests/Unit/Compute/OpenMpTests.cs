using Microsoft.ML.SeNet.Compute;
using TorchSharp;

namespace Microsoft.ML.SeNet.Tests.Compute;

public sealed class OpenMpTests
{
    [Theory]
    [InlineData("/usr/lib/libtorch_cpu.so.2.6,/usr/lib/libgomp.so.1.0.0", "/usr/lib/libgomp.so.1.0.0")]
    [InlineData("/usr/lib/libgomp.so.1,/app/libtorch_cpu.so,/app/libgomp-52f2fd74.so.1", "/app/libgomp-52f2fd74.so.1")]
    [InlineData("/app/libtorch_cpu.so,/opt/libiomp5.so", "/opt/libiomp5.so")]
    [InlineData("/app/libtorch_cpu.so,/app/libgomphosis.so,/app/libgomp.txt", null)]
    [InlineData("", null)]
    public void Choose_MappedFiles_TakesTheOneBesideLibtorch(string mapped, string? expected) =>
        Assert.Equal(expected, OpenMp.Choose(mapped.Split(',')));

    [Fact]
    public void Functions_OnLinux_AreFound()
    {
        torch.get_num_threads();

        Assert.Equal(OperatingSystem.IsLinux(), OpenMp.Functions is not null);
    }
}
