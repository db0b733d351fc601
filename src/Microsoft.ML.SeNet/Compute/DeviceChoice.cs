using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Compute.OneDnn;
using TorchSharp;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>Where the network computes, by the settings of the environment (<c>MLContext.GpuDeviceId</c>
/// and <c>FallbackToCpu</c>).</summary>
internal static class DeviceChoice
{
    /// <summary>Reads the settings as they are now. Whoever asks is about to compute: so memory is set, too.</summary>
    /// <param name="env">The catalog's environment.</param>
    /// <param name="channel">Gets a warning where the CPU stands in for the GPU, and a line where oneDNN is not as everywhere.</param>
    /// <exception cref="InvalidOperationException">There is no such GPU and <c>FallbackToCpu</c> is off.</exception>
    internal static torch.Device Of(IHostEnvironment env, IChannel channel)
    {
        var settings = env as IHostEnvironmentInternal;
        ComputeStart.Ensure();
        OneDnnLibrary.TellOnce(channel);
        // Without a GPU asked for, nothing is asked of CUDA, whose start takes seconds.
        return settings?.GpuDeviceId is { } wanted
            ? Of(wanted, settings.FallbackToCpu, torch.cuda.is_available() ? torch.cuda.device_count() : 0, channel)
            : torch.CPU;
    }

    internal static torch.Device Of(int wanted, bool fallsBack, int devices, IExceptionContext context)
    {
        if (wanted >= 0 && wanted < devices)
            return new torch.Device(DeviceType.CUDA, wanted);
        var got = devices switch
        {
            0 => "no CUDA device that libtorch can use",
            1 => "one CUDA device, number 0",
            _ => $"CUDA devices 0 to {devices - 1}",
        };
        var fault = $"GpuDeviceId: expected the number of a CUDA device, got {wanted} on a machine with {got}.";
        if (!fallsBack)
            throw context.Except(
                $"{fault} Set MLContext.FallbackToCpu to true to compute on the CPU instead, or MLContext.GpuDeviceId to null.");
        (context as IChannel)?.Warning($"{fault} The network computes on the CPU.");
        return torch.CPU;
    }
}
