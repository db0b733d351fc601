using System.Runtime.InteropServices;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Native;

/// <summary>Calls that no sane caller makes: each ends in an exception that says what was wrong, none in a crash.</summary>
public sealed partial class HostileCallTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope;

    public HostileCallTests()
    {
        NativeStack.Require();
        _scope = NewDisposeScope();
    }

    public void Dispose() => _scope.Dispose();

    private static string Failure(Action call) => Assert.ThrowsAny<ExternalException>(call).Message.Split('\n')[0];

    [SkippableFact]
    public void Operator_WithTooFewArguments_NamesTheMissingOne()
    {
        Assert.Equal("aten::mm needs a value for its argument 'mat2'", Failure(() => new Operator("aten::mm").Run(ones(1))));
        Assert.Equal("aten::relu needs a value for its argument 'self'", Failure(() => new Operator("aten::relu").Run()));
    }

    [SkippableFact]
    public void Operator_WithTooManyArguments_CountsThem() =>
        Assert.Equal("aten::relu takes 1 arguments, got 2", Failure(() => new Operator("aten::relu").Run(ones(1), 1L)));

    [SkippableFact]
    public void Operator_GivenAnotherKindOfArgument_Throws()
    {
        Failure(() => Aten.relu.Tensor("not a tensor"));
        Failure(() => Aten.add.Tensor(ones(1), 5L));
        Failure(() => Aten.unsqueeze.Tensor(ones(1), ones(1)));
        Failure(() => Aten.unsqueeze.Tensor(ones(1), 0.5));
        Failure(() => Aten.view.Tensor(ones(1), 1L));
        Failure(() => Aten.cat.Tensor(ones(1), 0L));
        Failure(() => Aten.cat.Tensor(new[] { 1L }, 0L));
        Failure(() => Aten.div_mode.Tensor(ones(1), ones(1), ones(1)));
        Failure(() => Aten.normal_.InPlace(ones(1), ones(1), 0.0, 1.0, ones(1)));
        Failure(() => Aten.zeros.Tensor("shape"));
    }

    [SkippableFact]
    public void Operator_GivenNothingForATensor_Throws()
    {
        Failure(() => Aten.relu.Tensor(Value.None));
        Failure(() => Aten.add.Tensor(ones(1), Value.None));
        Failure(() => Aten.matmul.Tensor(ones(1), Value.None));
        Failure(() => Aten.cat.Tensor(Value.Tensors([]), 0L));
        Failure(() => Aten.cat.Tensor(Value.OptionalTensors([ones(1), null]), 0L));
    }

    [SkippableFact]
    public void Operator_GivenADisposedTensor_ThrowsBeforeTheBorder()
    {
        var gone = ones(1);
        Value held = gone;
        gone.Dispose();
        Assert.Throws<InvalidOperationException>(() => Aten.add.Tensor(ones(1), gone));
        Assert.Throws<InvalidOperationException>(() => cat([ones(1), gone]));
        Assert.Throws<ObjectDisposedException>(() => Aten.add.Tensor(ones(1), held));
    }

    [SkippableTheory]
    [InlineData("aten::no_such_operator")]
    [InlineData("aten::add.NoSuchOverload")]
    [InlineData("nowhere::add")]
    [InlineData("add")]
    [InlineData("")]
    [InlineData("::::")]
    public void Operator_OfUnknownName_ThrowsEachTime(string name)
    {
        var unknown = new Operator(name);
        Failure(() => unknown.Run(ones(1)));
        Failure(() => unknown.Run(ones(1)));
    }

    [SkippableFact]
    public void Operator_WithMoreResultsThanExpected_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Aten.max_dim.Tensor(ones(2, 2), 0L, false));

    [SkippableTheory]
    [InlineData(1L << 60)]
    [InlineData(1L << 61)]
    [InlineData(long.MaxValue)]
    [InlineData(1L << 46)]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    public void Sizes_Impossible_Throw(long size)
    {
        Failure(() => zeros(size));
        Failure(() => empty([size, 2, size]));
        Failure(() => ones(1).expand(size, -5));
        Failure(() => ones(2).view(size, size));
    }

    [SkippableFact]
    public void Strides_Negative_Throw() => Failure(() => empty_strided([2L, 2], [-1L, 5]));

    [SkippableFact]
    public void Indices_OutOfRange_Throw()
    {
        Failure(() => ones(3).select(0, 3));
        Failure(() => ones(3).select(5, 0));
        Failure(() => ones(3).index_select(0, tensor(new[] { 3L })));
        Failure(() => ones(3).gather(0, tensor(new[] { -1L })));
        Failure(() => _ = ones(3)[tensor(new[] { 77L })]);
    }

    [SkippableFact]
    public void Autograd_Misused_Throws()
    {
        var leaf = ones(2, requires_grad: true);
        var loss = (leaf * leaf).sum();
        loss.backward();
        Failure(loss.backward);
        Failure(() => leaf.add_(ones(2)));
        Failure((leaf * 2).backward);
        Failure(ones(1).backward);
        Failure(() => autograd.grad([(leaf * 2).sum()], [ones(1, requires_grad: true)]));
    }

    [SkippableFact]
    public void Generator_GivenAWrongState_KeepsItsOwn()
    {
        using var generator = new Generator(1);
        Failure(() => generator.set_state(zeros(3)));
        Failure(() => generator.set_state(zeros(3, dtype: uint8)));
        Failure(() => generator.set_state(zeros(5056, dtype: uint8)));
        Assert.Equal(1, generator.initial_seed());
    }

    [SkippableFact]
    public void Generator_Disposed_Throws()
    {
        var generator = new Generator(1);
        generator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => rand(1, generator: generator));
        Assert.Throws<ObjectDisposedException>(() => generator.get_state());
    }

    [SkippableFact]
    public void Generator_OnADeviceWithoutOne_Throws() =>
        Assert.Equal("a generator lives on the CPU or a CUDA device, got meta", Failure(() => new Generator(1, META).Dispose()));

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Threads_NoneOrFewer_Throw(int count)
    {
        var before = get_num_threads();
        Failure(() => set_num_threads(count));
        Failure(() => set_num_interop_threads(count));
        Assert.Equal(before, get_num_threads());
    }

    [SkippableFact]
    public void Cuda_WithoutADevice_IsSaid()
    {
        Skip.If(cuda.is_available(), "There is a CUDA device.");
        Assert.Equal("this libtorch has no CUDA device to wait for", Failure(() => cuda.synchronize()));
        Assert.Equal(
            "Torch device type CUDA did not initialise on the current machine.",
            Assert.Throws<InvalidOperationException>(() => ones(1, device: new Device("cuda:1"))).Message);
    }

    [SkippableFact]
    public void Type_OutsideTheEnum_IsRefusedBeforeTheBorder()
    {
        foreach (var type in new[] { -128, -1, 8, 19, 120, 127 })
        {
            var expected = "Scalar type: expected one of Byte, Int8, Int16, Int32, Int64, Float16, Float32, Float64, ComplexFloat32, ComplexFloat64, Bool, BFloat16, "
                + $"got {type}.";
            Assert.Equal(expected, Assert.Throws<ArgumentException>(() => empty(3, dtype: (ScalarType)type)).Message);
            Assert.Equal(expected, Assert.Throws<ArgumentException>(() => ones(3).to_type((ScalarType)type)).Message);
        }
    }

    [SkippableTheory]
    [InlineData(-1)]
    [InlineData(15)]
    [InlineData(256)]
    [InlineData(int.MinValue)]
    public void Device_OfUnknownType_IsRefused(int type) => Assert.Equal(
        $"Device type: expected one of CPU, CUDA, MKLDNN, OPENGL, OPENCL, IDEEP, HIP, FPGA, MSNPU, XLA, MPS, META, got {type}.",
        Assert.Throws<ArgumentException>(() => new Device((TorchSharp.DeviceType)type, 0)).Message);

    [SkippableTheory]
    [InlineData(-2)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(int.MaxValue)]
    public void Device_IndexBeyondLibtorchs_IsRefused(int index)
    {
        var expected = $"Device index: expected -1 to 127, got {index}.";
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => new Device($"cuda:{index}")).Message);
        Assert.Equal(expected, Assert.Throws<ArgumentException>(() => new Device(index)).Message);
    }

    [SkippableTheory]
    [InlineData(-1, 0, "a device type is 0 to ")]
    [InlineData(127, 0, "a device type is 0 to ")]
    [InlineData(1, 128, "a device index is -1 to 127, got 128")]
    [InlineData(1, -2, "a device index is -1 to 127, got -2")]
    public void Device_WrongAtTheBorder_IsRefusedByTheShim(int type, int index, string expected) =>
        Assert.StartsWith(expected, Failure(() => NativeError.Check(shim_generator_new(type, index, out _))), StringComparison.Ordinal);

    [LibraryImport("senetml_torch")]
    private static partial IntPtr shim_generator_new(int deviceType, int deviceIndex, out IntPtr result);
}
