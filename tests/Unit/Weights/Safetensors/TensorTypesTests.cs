using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class TensorTypesTests
{
    [Theory]
    [InlineData(SafetensorsDType.F64, ScalarType.Float64)]
    [InlineData(SafetensorsDType.F32, ScalarType.Float32)]
    [InlineData(SafetensorsDType.F16, ScalarType.Float16)]
    [InlineData(SafetensorsDType.BF16, ScalarType.BFloat16)]
    [InlineData(SafetensorsDType.I64, ScalarType.Int64)]
    [InlineData(SafetensorsDType.I32, ScalarType.Int32)]
    [InlineData(SafetensorsDType.I16, ScalarType.Int16)]
    [InlineData(SafetensorsDType.I8, ScalarType.Int8)]
    [InlineData(SafetensorsDType.U8, ScalarType.Byte)]
    [InlineData(SafetensorsDType.BOOL, ScalarType.Bool)]
    public void ToScalarType_EachType_MapsBothWaysWithItsSize(SafetensorsDType type, ScalarType scalarType)
    {
        using var tensor = empty([1], dtype: scalarType);

        Assert.Equal(scalarType, type.ToScalarType());
        Assert.Equal(type, scalarType.ToSafetensors());
        Assert.Equal(tensor.ElementSize, type.Size());
    }

    [Fact]
    public void ToSafetensors_Complex_IsNull() => Assert.Null(ScalarType.ComplexFloat32.ToSafetensors());
}
