using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

public sealed class CreationTests : TensorTest
{
    [Fact]
    public void Zeros_ByShape_IsFloat32OnTheCpu()
    {
        var made = zeros(2, 3);
        Assert.Equal([2L, 3], made.shape);
        Assert.Equal(ScalarType.Float32, made.dtype);
        Assert.Equal(DeviceType.CPU, made.device_type);
        Assert.Equal(new float[6], Floats(made));
    }

    [Fact]
    public void Ones_OfInt64_HoldsOnes() => Assert.Equal([1L, 1], ones(2, dtype: int64).data<long>().ToArray());

    [Fact]
    public void Full_TakesTypeOfTheGivenNumber()
    {
        Assert.Equal(ScalarType.Float32, full([2L], 1.5).dtype);
        Assert.Equal(ScalarType.Int64, full([2L], 3).dtype);
    }

    [Fact]
    public void Arange_OfIntegers_IsInt64() => Assert.Equal([0L, 1, 2], arange(3).data<long>().ToArray());

    [Fact]
    public void Arange_OfReals_IsFloat32() => Assert.Equal([0.5f, 1f], Floats(arange(0.5, 1.5, 0.5)));

    [Fact]
    public void Linspace_IncludesBothEnds() => Assert.Equal([0f, 0.5f, 1f], Floats(linspace(0, 1, 3)));

    [Fact]
    public void Eye_IsTheIdentity() => Assert.Equal([1f, 0, 0, 1], Floats(eye(2)));

    [Fact]
    public void Tensor_OfArrays_KeepsTheirType()
    {
        Assert.Equal(ScalarType.Byte, tensor(new byte[] { 1 }).dtype);
        Assert.Equal(ScalarType.Int32, tensor(new[] { 1 }).dtype);
        Assert.Equal(ScalarType.Int64, tensor(new[] { 1L }).dtype);
        Assert.Equal(ScalarType.Float64, tensor(new[] { 1.0 }).dtype);
        Assert.Equal(ScalarType.Bool, tensor(new[] { true }).dtype);
    }

    [Fact]
    public void Tensor_OfNumber_HasNoDimensions()
    {
        var made = tensor(2.5f);
        Assert.Empty(made.shape);
        Assert.Equal(2.5f, made.item<float>());
    }

    [Fact]
    public void Tensor_WithShapeThatDoesNotFit_Throws() =>
        Assert.Throws<ArgumentException>(() => tensor(new float[5], new long[] { 2, 3 }));

    [Fact]
    public void Tensor_WithType_Converts() => Assert.Equal([1L, 2], tensor(new[] { 1.9f, 2.1f }, dtype: int64).data<long>().ToArray());

    [Fact]
    public void ZerosLike_TakesShapeAndType()
    {
        var made = zeros_like(ones(2, 2, dtype: float64));
        Assert.Equal([2L, 2], made.shape);
        Assert.Equal(ScalarType.Float64, made.dtype);
    }

    [Fact]
    public void EmptyStrided_HasTheStrides() => Assert.Equal([1L, 2], empty_strided([2L, 3], [1L, 2]).stride());

    [Fact]
    public void Zeros_WithRequiresGrad_IsALeafThatWantsGradients()
    {
        var made = zeros(2, requires_grad: true);
        Assert.True(made.requires_grad);
        Assert.True(made.is_leaf);
    }

    [Fact]
    public void ImplicitConversion_FromNumbers_MakesTensors()
    {
        Tensor made = new[] { 1f, 2f };
        Assert.Equal([1f, 2f], Floats(made));
    }
}
