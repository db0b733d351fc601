using TorchSharp;
using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>Threads and devices.</summary>
public sealed class RuntimeTests : TensorTest
{
    /// <summary>Scoring sets them for a call and sets them back.</summary>
    [Fact]
    public void Threads_SetOnOneThread_HoldThere()
    {
        var before = get_num_threads();
        set_num_threads(before + 1);
        Assert.Equal(before + 1, get_num_threads());
        set_num_threads(before);
        Assert.Equal(before, get_num_threads());
    }

    /// <summary>Asked before anything is moved; must not throw where there is no GPU.</summary>
    [SkippableFact]
    public void Cuda_WhereThereIsNone_SaysSo()
    {
        Skip.If(cuda.is_available(), "There is a CUDA device.");

        Assert.Equal(0, cuda.device_count());
        Assert.ThrowsAny<Exception>(() => ones(1, device: new Device(DeviceType.CUDA, 0)));
    }

    [Fact]
    public void InferenceMode_InsideIt_RecordsNothing()
    {
        var x = ones(1).requires_grad_();

        using (inference_mode())
            Assert.False((x * 2).requires_grad);

        Assert.True((x * 2).requires_grad);
    }
}
