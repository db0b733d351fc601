using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Compute;
using TorchSharp;

namespace Microsoft.ML.SeNet.Tests.Compute;

public class DeviceChoiceTests
{
    private readonly List<string> _log = [];

    [Fact]
    public void Of_NoGpuAskedFor_IsTheCpu() => Assert.Equal("cpu", Chosen(new MLContext { FallbackToCpu = false }).ToString());

    [Fact]
    public void Of_AGpuThatIsThere_IsTheOneOfThatNumber() => Assert.Equal("cuda:1", Chosen(1, fallsBack: false, devices: 2).ToString());

    [Fact]
    public void Of_NoGpuAndFallback_IsTheCpuAndAWarning()
    {
        Assert.Equal("cpu", Chosen(0, fallsBack: true, devices: 0).ToString());
        Assert.Equal(
            ["[Source=Test; Device, Kind=Warning] GpuDeviceId: expected the number of a CUDA device, "
                + "got 0 on a machine with no CUDA device that libtorch can use. The network computes on the CPU."], _log);
    }

    [Theory]
    [InlineData(0, 0, "no CUDA device that libtorch can use")]
    [InlineData(1, 1, "one CUDA device, number 0")]
    [InlineData(-1, 2, "CUDA devices 0 to 1")]
    public void Of_NoSuchGpuAndNoFallback_Throws(int wanted, int devices, string got)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Chosen(wanted, fallsBack: false, devices));

        Assert.Equal(
            $"GpuDeviceId: expected the number of a CUDA device, got {wanted} on a machine with {got}. "
            + "Set MLContext.FallbackToCpu to true to compute on the CPU instead, or MLContext.GpuDeviceId to null.", exception.Message);
    }

    [SkippableFact]
    public void Of_Settings_AreReadFromTheEnvironment()
    {
        Skip.If(torch.cuda.is_available(), "This machine has a GPU.");

        Assert.Equal("cpu", Chosen(new MLContext { GpuDeviceId = 0, FallbackToCpu = true }).ToString());
        Assert.Throws<InvalidOperationException>(() => Chosen(new MLContext { GpuDeviceId = 0, FallbackToCpu = false }));
    }

    private static torch.Device Chosen(MLContext ml)
    {
        using var channel = ((IHostEnvironment)ml).Register("Test").Start("Device");
        return DeviceChoice.Of(ml, channel);
    }

    private torch.Device Chosen(int wanted, bool fallsBack, int devices)
    {
        var ml = new MLContext();
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                _log.Add(message.Message);
        };
        using var channel = ((IHostEnvironment)ml).Register("Test").Start("Device");
        return DeviceChoice.Of(wanted, fallsBack, devices, channel);
    }
}
