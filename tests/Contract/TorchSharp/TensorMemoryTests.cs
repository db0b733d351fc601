using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>Where the numbers of a tensor lie: our kernels work on that memory.</summary>
public sealed class TensorMemoryTests : TensorTest
{
    /// <summary>libtorch's own alignment.</summary>
    private const long Alignment = 64;

    [Fact]
    public void Bytes_OfAContiguousTensor_AreItsMemory()
    {
        var grid = arange(6, float32).reshape(2, 3);

        MemoryMarshal.Cast<byte, float>(grid.bytes)[4] = 9;

        Assert.Equal(9f, grid[1, 1].item<float>());
        Assert.Equal([0f, 1, 2, 3, 9, 5], Floats(grid));
    }

    [Fact]
    public void Bytes_OfAView_BeginAtIt() =>
        Assert.Equal([3f, 4], MemoryMarshal.Cast<byte, float>(arange(6, float32).narrow(0, 3, 2).bytes).ToArray());

    /// <summary>
    /// Two computations of one thing agree to the bit only in memory that is aligned alike: MKL's products, which fully connected layers
    /// are on the CPU, round by where their inputs begin.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(35)]
    [InlineData(100_001)]
    public void Empty_AnySize_IsAligned(long count) => Assert.Equal(0, Address(empty(count)) % Alignment);

    /// <summary>So such a tensor is aligned by chance, and is no input for what is to be repeated bit for bit.</summary>
    [Fact]
    public unsafe void Tensor_OfAnArray_LiesInThatArrayOrACopyOfTheRuntime()
    {
        var addresses = Enumerable.Range(1, 64).Select(count => Address(tensor(new float[count]))).ToArray();

        Assert.Contains(addresses, address => address % Alignment != 0);
    }

    /// <summary>How weights get another layout: the parameter stays, and so do what holds it and its gradient's place.</summary>
    [Fact]
    public void Set_OfAParameter_GivesItOtherMemory()
    {
        using var layer = nn.Conv2d(2, 3, 3);
        var weight = layer.weight!;
        var numbers = Floats(weight);

        using (no_grad())
            weight.set_(weight.detach().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2));

        Assert.Same(weight, layer.get_parameter("weight"));
        Assert.Equal([18L, 1, 6, 2], weight.stride());
        Assert.Equal(numbers, Floats(weight.contiguous()));
        Assert.True(weight.is_leaf && weight.requires_grad);
    }

    /// <summary>Shapes without numbers: how a network is asked for its sizes.</summary>
    [Fact]
    public void Meta_Layers_HaveShapesAndNoMemory()
    {
        using var layer = nn.Conv2d(1000, 1000, 7, device: META);

        Assert.Equal([1000L, 1000, 7, 7], layer.weight!.shape);
        Assert.Equal(DeviceType.META, layer.weight!.device_type);
    }

    private static unsafe long Address(Tensor tensor) => (long)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
