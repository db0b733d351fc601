using static TorchSharp.torch;

namespace TorchSharp.Tests.Torch;

/// <summary>Threads, devices, types, version.</summary>
public sealed class RuntimeTests : TensorTest
{
    [Fact]
    public void Threads_Set_AreTold()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            Assert.Equal(1, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
        Assert.Equal(before, get_num_threads());
        Assert.True(get_num_interop_threads() > 0);
    }

    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, -1)]
    [InlineData("cuda:1", DeviceType.CUDA, 1)]
    public void Device_FromText_IsParsed(string text, DeviceType type, int index)
    {
        var parsed = new Device(text);
        Assert.Equal(type, parsed.type);
        Assert.Equal(index, parsed.index);
    }

    [Fact]
    public void Device_ToText() => Assert.Equal(["cpu", "cuda", "cuda:1"], [CPU.ToString(), new Device("cuda").ToString(), new Device(DeviceType.CUDA, 1).ToString()]);

    [Fact]
    public void Device_OfUnknownName_Throws() => Assert.ThrowsAny<Exception>(() => new Device("toaster"));

    [SkippableFact]
    public void Cuda_WhereThereIsNone_IsRefused()
    {
        Skip.If(cuda.is_available(), "There is a CUDA device.");
        Assert.Equal(0, cuda.device_count());
        Assert.False(TryInitializeDeviceType(DeviceType.CUDA));
        Assert.Throws<InvalidOperationException>(() => InitializeDeviceType(DeviceType.CUDA));
        Assert.ThrowsAny<Exception>(() => ones(1, device: new Device("cuda")));
        Assert.ThrowsAny<Exception>(() => ones(1).cuda());
        Assert.ThrowsAny<Exception>(() => CUDA);
        Assert.Throws<InvalidOperationException>(() => device("cuda"));
    }

    [Fact]
    public void DefaultType_IsFloat32() => Assert.Equal(ScalarType.Float32, get_default_dtype());

    [Fact]
    public void DefaultType_Set_IsUsed()
    {
        set_default_dtype(float64);
        try
        {
            Assert.Equal(ScalarType.Float64, zeros(1).dtype);
        }
        finally
        {
            set_default_dtype(float32);
        }
    }

    [Fact]
    public void Version_IsThat()
    {
        var version = Version.Parse(__version__.Split('+', 'a')[0]);
        Assert.True(version >= new Version(0, 102) || version >= new Version(1, 13), __version__);
    }

    [Fact]
    public void Scalar_RemembersTheKindOfNumber()
    {
        Assert.Equal(ScalarType.Int64, ((Scalar)3).Type);
        Assert.Equal(2.5, 2.5f.ToScalar().ToDouble());
        Assert.True(true.ToScalar().ToBoolean());
    }
}
