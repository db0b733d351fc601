using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleConversionTests : LiveTensorTests
{
    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float32)]
    public void To_FloatingType_ConvertsParametersAndFloatingBuffers(ScalarType type)
    {
        using var sut = Layers.Make(() => nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1), nn.Linear(1, 1)));

        Assert.Same(sut, sut.to(type));

        Assert.All(sut.parameters(), parameter => Assert.Equal(type, parameter.dtype));
        Assert.All(sut.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        Assert.Equal(type, sut.get_buffer("1.running_mean")!.dtype);
        if (!Layers.AreNative) // their counter of batches becomes a floating-point number
            Assert.Equal(ScalarType.Int64, sut.get_buffer("1.num_batches_tracked")!.dtype);
    }

    [Fact]
    public void To_Float64_ComputesWithTheNewTensors()
    {
        using var sut = Layers.Make(() => nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(4, 1))).@double();
        using var input = ones(2, 1, 2, 2, ScalarType.Float64);

        using var result = sut.call(input);

        Assert.Equal(ScalarType.Float64, result.dtype);
        Numbers.AssertClose([1], sut.get_buffer("1.num_batches_tracked")!);
    }

    [Fact]
    public void To_OwnFields_AreReplaced()
    {
        using var sut = new Tower();

        sut.to(ScalarType.Float64);

        Assert.Equal(ScalarType.Float64, sut.Scale.dtype);
        Assert.Equal(ScalarType.Float64, sut.Offset.dtype);
        Assert.Same(sut.Scale, sut.get_parameter("scale"));
        using var input = ones(1, 2, ScalarType.Float64);
        using var result = sut.call(input);
        Assert.Equal(ScalarType.Float64, result.dtype);
    }

    [Fact]
    public void To_AfterBackward_ConvertsTheGradientToo()
    {
        using var sut = nn.Linear(1, 1, hasBias: false);
        using (NewDisposeScope())
        {
            sut.call(full([1, 1], 3.0)).sum().backward();
            sut.to(ScalarType.Float64);
        }

        using var gradient = sut.get_parameter("weight")!.grad!;
        Assert.Equal(ScalarType.Float64, gradient.dtype);
        Numbers.AssertClose([3], gradient);
    }

    [Fact]
    public void To_SameTypeAndDevice_KeepsTheTensors()
    {
        using var sut = nn.Linear(1, 1);
        var weight = sut.get_parameter("weight");

        sut.to(ScalarType.Float32).to(CPU).cpu().to("cpu");

        Assert.Same(weight, sut.get_parameter("weight"));
    }

    [Fact]
    public void To_InADisposeScope_KeepsTheTensorsAlive()
    {
        using var sut = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1));

        using (NewDisposeScope())
            sut.to(ScalarType.Float64);

        Assert.Equal(4, sut.parameters().Count());
        Assert.Equal(3, sut.buffers().Count());
    }

    [Fact]
    public void To_IntegerType_Throws()
    {
        using var sut = new Tower();

        var failure = Assert.Throws<ArgumentException>(() => sut.to(ScalarType.Int32));

        Assert.Equal("nn.Module.to only accepts floating point or complex types, but got desired dtype=Int32", failure.Message);
    }

    [Fact]
    public void To_IntegerTypeOfALayer_ThrowsAndKeepsTheWeights()
    {
        using var scope = NewDisposeScope();
        using var sut = nn.Linear(1, 1);

        Assert.ThrowsAny<Exception>(() => sut.to(ScalarType.Int32));

        Assert.All(sut.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
    }

    [SkippableFact]
    public void Cuda_NotThere_Throws()
    {
        Skip.If(cuda.is_available());
        using var sut = nn.Linear(1, 1);

        Assert.Throws<InvalidOperationException>(() => sut.cuda());
    }

    [SkippableFact]
    public void Cuda_There_MovesEverything()
    {
        Skip.IfNot(cuda.is_available());
        using var sut = Layers.Make(() => nn.Sequential(nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1))).cuda();
        using var input = ones(1, 1, 2, 2, device: CUDA);

        using var result = sut.call(input);

        Assert.True(result.is_cuda);
        Assert.All(sut.state_dict().Values, tensor => Assert.True(tensor.is_cuda));
        sut.cpu();
        Assert.All(sut.state_dict().Values, tensor => Assert.False(tensor.is_cuda));
    }
}
